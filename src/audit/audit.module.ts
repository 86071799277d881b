import { Module } from '@nestjs/common';
import { AuditPartitionsRepository } from './audit-partitions.repository.js';
import { AuditRepository } from './audit.repository.js';
import { AuditReportRepository } from './audit-report.repository.js';
import { AuditRetention } from './audit-retention.js';
import { AuditService } from './audit.service.js';
import { AuditWatch } from './audit-watch.js';

@Module({
  providers: [
    AuditRepository,
    AuditReportRepository,
    AuditPartitionsRepository,
    AuditService,
    AuditWatch,
    AuditRetention,
  ],
  exports: [AuditReportRepository, AuditService, AuditWatch],
})
export class AuditModule {}
