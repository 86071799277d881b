import { Module } from '@nestjs/common';
import { AuditPartitionsRepository } from './audit-partitions.repository.js';
import { AuditRepository } from './audit.repository.js';
import { AuditRetention } from './audit-retention.js';
import { AuditService } from './audit.service.js';
import { AuditWatch } from './audit-watch.js';

@Module({
  providers: [AuditRepository, AuditPartitionsRepository, AuditService, AuditWatch, AuditRetention],
  exports: [AuditService, AuditWatch],
})
export class AuditModule {}
