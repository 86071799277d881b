import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { EmbeddingModule } from '../embedding/embedding.module.js';
import { FaceAudit } from './face-audit.js';

@Module({ imports: [AuditModule, EmbeddingModule], providers: [FaceAudit], exports: [FaceAudit] })
export class FaceAuditModule {}
