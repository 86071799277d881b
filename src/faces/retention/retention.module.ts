import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { GalleryModule } from '../gallery/gallery.module.js';
import { VerificationLockRepository } from '../verification-lock.repository.js';
import { RetentionService } from './retention.service.js';
import { UnusedEnrolmentsRepository } from './unused-enrolments.repository.js';

@Module({
  imports: [AuditModule, GalleryModule],
  providers: [UnusedEnrolmentsRepository, VerificationLockRepository, RetentionService],
})
export class RetentionModule {}
