import { Module } from '@nestjs/common';
import { FaceAuditModule } from '../audit/face-audit.module.js';
import { VerificationLockRepository } from './verification-lock.repository.js';
import { VerificationLockService } from './verification-lock.service.js';

@Module({
  imports: [FaceAuditModule],
  providers: [VerificationLockRepository, VerificationLockService],
  exports: [VerificationLockRepository, VerificationLockService],
})
export class VerificationLockModule {}
