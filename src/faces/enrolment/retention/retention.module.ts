import { Module } from '@nestjs/common';
import { AuditModule } from '../../../audit/audit.module.js';
import { FacesModule } from '../../faces.module.js';
import { GalleryModule } from '../../gallery/gallery.module.js';
import { RetentionService } from './retention.service.js';
import { UnusedEnrolmentsRepository } from './unused-enrolments.repository.js';

@Module({
  imports: [AuditModule, FacesModule, GalleryModule],
  providers: [UnusedEnrolmentsRepository, RetentionService],
})
export class RetentionModule {}
