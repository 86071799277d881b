import { Module } from '@nestjs/common';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { AuditWatch } from './audit-watch.js';

@Module({ providers: [AuditRepository, AuditService, AuditWatch], exports: [AuditService, AuditWatch] })
export class AuditModule {}
