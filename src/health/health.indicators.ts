import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, TypeOrmHealthIndicator } from '@nestjs/terminus';
import { AuditService } from '../audit/audit.service.js';
import { sharedWork } from '../common/shared-work.js';
import { Drain } from '../common/lifecycle/drain.js';
import { DatabaseFitness } from '../database/database-fitness.js';
import { FaceEmbeddingService } from '../faces/embedding/face-embedding.service.js';

/** A probe must answer before the orchestrator's own timeout, which is often 1 s to 5 s. */
const DATABASE_TIMEOUT_MS = 1_000;

/** What readiness depends on, one indicator each. */
@Injectable()
export class HealthIndicators {
  constructor(
    private readonly indicator: HealthIndicatorService,
    private readonly typeorm: TypeOrmHealthIndicator,
    private readonly fitness: DatabaseFitness,
    private readonly audit: AuditService,
    private readonly embedding: FaceEmbeddingService,
    private readonly drain: Drain,
  ) {}

  readonly database = sharedWork(() => this.typeorm.pingCheck('database', { timeout: DATABASE_TIMEOUT_MS }));

  /** What is amiss is in the log, not told to everybody. */
  readonly schema = async () => {
    const session = this.indicator.check('schema');
    const fault = await this.fitness.fault(DATABASE_TIMEOUT_MS);
    return fault === null ? session.up() : session.down('not as requests need it');
  };

  readonly auditLog = () => {
    const session = this.indicator.check('audit_log');
    return this.audit.isRefusing ? session.down('takes no entries') : session.up();
  };

  readonly inference = () => {
    const { ready, workers } = this.embedding.status;
    const session = this.indicator.check('inference');
    return ready ? session.up({ workers: workers.alive }) : session.down({ workers: workers.alive });
  };

  readonly serving = () => {
    const session = this.indicator.check('serving');
    return this.drain.isDraining ? session.down('shutting down') : session.up();
  };
}
