import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sharedWork } from '../common/shared-work.js';
import { whyUnfit } from './judge-rights.js';
import { readAbsent, readLacks, type RunQuery } from './rights.js';

/** Probes may ask more often than anybody takes rights away. */
const VALID_MS = 5_000;

/** Whether the database is still as it was at the start: somebody may take rights away, or remove a table, while the service runs. */
@Injectable()
export class DatabaseFitness {
  private readonly logger = new Logger('Database');
  private readonly read = sharedWork(() => this.look());
  private known: string | null = null;
  private validUntilMs = -Infinity;

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Whether the database answers at all is asked elsewhere: while it does not, or not in time, what was known last holds.
   * @returns why requests cannot be served, in one line; null when they can
   */
  async fault(timeoutMs: number): Promise<string | null> {
    if (performance.now() < this.validUntilMs) return this.known;
    const late = sleep(timeoutMs, undefined, { ref: false });
    await Promise.race([this.read().catch(() => undefined), late]);
    return this.known;
  }

  private async look(): Promise<void> {
    const query: RunQuery = (sql, parameters) => this.dataSource.query(sql, parameters);
    const absent = await readAbsent(query);
    const fault =
      absent.length > 0 ? `there is no ${absent.join(', no ')}` : whyUnfit(await readLacks(query));
    if (fault !== this.known) {
      if (fault === null) this.logger.log('The database is again as requests need it');
      else this.logger.error(`The database is not as requests need it: ${fault}`);
    }
    this.known = fault;
    this.validUntilMs = performance.now() + VALID_MS;
  }
}
