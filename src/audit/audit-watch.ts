import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HOURLY_MS, PeriodicWork } from '../common/lifecycle/periodic-work.js';
import { reasonOf } from '../common/reason-of.js';
import { AppConfig } from '../config/app-config.js';
import { agrees, type AuditCheckpoint, faultOfCheckpoints } from './audit-checkpoint.js';
import { AnchorFile, AnchorForgedError } from './anchor-file.js';
import { type AuditAnchor, AuditRepository } from './audit.repository.js';
import { followChain } from './follow-chain.js';

/**
 * Looks at the start and every hour whether the audit log still holds the end that was noted last, and an unbroken chain since:
 * a cut-off end, a past written anew and an emptied table show within the hour. Notes the new end in the file and in the log.
 */
@Injectable()
export class AuditWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Audit');
  private readonly file: AnchorFile;
  private readonly looks = new PeriodicWork(() => this.look(), HOURLY_MS);
  private readonly key: string | undefined;
  private known: AuditAnchor | null = null;
  private verdict: boolean | null = null;

  constructor(
    private readonly entries: AuditRepository,
    config: AppConfig,
  ) {
    this.file = new AnchorFile(config);
    this.key = config.env.AUDIT_KEY;
  }

  /** Null until the first look, and while the database is away. */
  get intact(): boolean | null {
    return this.verdict;
  }

  onApplicationBootstrap(): void {
    this.looks.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.looks.stop();
  }

  /** Never throws: what is wrong is in the log and in `intact`. */
  async look(): Promise<void> {
    try {
      const fault = await this.findFault();
      this.verdict = fault === null;
      if (fault !== null) {
        this.logger.error(`audit_log is NOT INTACT: ${fault}; its end is noted in ${this.file.path}`);
      }
    } catch (error) {
      if (this.looks.isStopped) return;
      this.verdict = error instanceof AnchorForgedError ? false : null;
      const what = error instanceof AnchorForgedError ? 'is NOT INTACT' : 'could not be looked at';
      this.logger.error(`audit_log ${what}: ${reasonOf(error)}`);
    }
  }

  private async findFault(): Promise<string | null> {
    const start = this.known ?? this.file.read();
    const checkpoints = await this.entries.checkpoints();
    const wrong = faultOfCheckpoints(checkpoints, this.key);
    if (wrong !== null) return wrong;
    if (start !== null && !(await this.isStillThere(start, checkpoints))) {
      return `entry ${start.id}, which was its end, is gone or another one`;
    }
    const { fault, end } = await followChain(this.entries, start, { isOver: () => this.looks.isStopped });
    if (fault !== null) return fault;
    if (end !== null) this.note(end);
    return null;
  }

  private async isStillThere(end: AuditAnchor, checkpoints: readonly AuditCheckpoint[]): Promise<boolean> {
    const removed = Number(checkpoints.at(-1)?.lastId ?? 0);
    return Number(end.id) <= removed ? agrees(checkpoints, end) : this.entries.holds(end);
  }

  private note(end: AuditAnchor): void {
    this.known = end;
    const mark = this.file.markOf(end);
    this.logger.log(
      `audit_log ends with ${end.id}:${end.hash}${mark === undefined ? '' : `, marked ${mark}`}`,
    );
    try {
      this.file.write(end);
    } catch (error) {
      this.logger.warn(`The end of audit_log cannot be noted in ${this.file.path}: ${reasonOf(error)}`);
    }
  }
}
