import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuditEntry } from './audit-entry.js';
import { AuditRepository } from './audit.repository.js';

/** Keeps the record of what was done with whose data. What cannot be recorded is not done: it throws in an outage. */
@Injectable()
export class AuditService {
  constructor(private readonly entries: AuditRepository) {}

  /** Whether nothing can be recorded at the moment, and therefore nothing done. */
  get isRefusing(): boolean {
    return this.entries.isRefusing;
  }

  /**
   * @param manager the transaction of the operation itself, which then exists exactly when its record does; pass it in the
   * last statement
   * @throws AppError DB_UNAVAILABLE
   */
  record(entry: AuditEntry, manager?: EntityManager): Promise<void> {
    return this.entries.append(entry, manager);
  }
}
