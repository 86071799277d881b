import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { reasonOf } from '../common/reason-of.js';
import type { AuditEntry } from './audit-entry.js';
import { AuditRepository } from './audit.repository.js';

const ANCHOR_INTERVAL_MS = 60 * 60_000;

/** Keeps the record of what was done with whose data. What cannot be recorded is not done: it throws in an outage. */
@Injectable()
export class AuditService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Audit');
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly entries: AuditRepository) {}

  /**
   * @param manager the transaction of the operation itself, which then exists exactly when its record does; pass it in the
   * last statement
   * @throws AppError DB_UNAVAILABLE
   */
  record(entry: AuditEntry, manager?: EntityManager): Promise<void> {
    return this.entries.append(entry, manager);
  }

  onApplicationBootstrap(): void {
    void this.logAnchor();
    this.timer = setInterval(() => void this.logAnchor(), ANCHOR_INTERVAL_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** The logs are kept elsewhere than the database: whoever cuts off the end of the chain would have to change both. */
  private async logAnchor(): Promise<void> {
    try {
      const anchor = await this.entries.anchor();
      if (anchor !== null) this.logger.log(`audit_log ends with ${anchor.id}:${anchor.hash}`);
    } catch (error) {
      this.logger.warn(`The end of audit_log could not be read: ${reasonOf(error)}`);
    }
  }
}
