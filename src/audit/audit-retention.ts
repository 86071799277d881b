import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HOURLY_MS, PeriodicWork } from '../common/lifecycle/periodic-work.js';
import { reasonOf } from '../common/reason-of.js';
import { AppConfig } from '../config/app-config.js';
import { AuditPartitionsRepository } from './audit-partitions.repository.js';
import { AuditRepository } from './audit.repository.js';
import { pruneAuditLog } from './prune-audit-log.js';

/** Begins the partition of each month, and removes those that are older than AUDIT_RETENTION_DAYS; at the start and every hour. */
@Injectable()
export class AuditRetention implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Audit');
  private readonly rounds = new PeriodicWork(() => this.tidy(), HOURLY_MS);

  constructor(
    private readonly config: AppConfig,
    private readonly entries: AuditRepository,
    private readonly partitions: AuditPartitionsRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  /** Never throws: what fails is tried again in an hour. */
  async tidy(): Promise<void> {
    const { AUDIT_KEY: key, AUDIT_RETENTION_DAYS: days } = this.config.env;
    try {
      await this.partitions.begin();
      if (days === undefined) return;
      const until = { days, key, isOver: () => this.rounds.isStopped };
      const { removed, fault } = await pruneAuditLog(this.entries, this.partitions, until);
      if (removed > 0) this.logger.log(`${removed} entries of audit_log were too old and are removed`);
      if (fault !== null) this.logger.error(`audit_log is NOT INTACT, nothing of it is removed: ${fault}`);
    } catch (error) {
      if (!this.rounds.isStopped) this.logger.warn(`audit_log could not be tidied up: ${reasonOf(error)}`);
    }
  }
}
