import { Module } from '@nestjs/common';
import { AuditModule } from '../../../audit/audit.module.js';
import { GalleryModule } from '../../gallery/gallery.module.js';
import { VerificationLockModule } from '../../verification-lock/verification-lock.module.js';
import { RetentionService } from './retention.service.js';
import { UnusedEnrolmentsRepository } from './unused-enrolments.repository.js';

@Module({
  imports: [AuditModule, GalleryModule, VerificationLockModule],
  providers: [UnusedEnrolmentsRepository, RetentionService],
})
export class RetentionModule {}
