import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AuditService } from '../../../audit/audit.service.js';
import { HOURLY_MS, PeriodicWork } from '../../../common/lifecycle/periodic-work.js';
import { reasonOf } from '../../../common/reason-of.js';
import { AppConfig } from '../../../config/app-config.js';
import { Gallery } from '../../gallery/gallery.js';
import { type CallerClass, FORGIVEN_EVERY_S } from '../../verification-lock/verification-lock.policy.js';
import { VerificationLockRepository } from '../../verification-lock/verification-lock.repository.js';
import { UnusedEnrolmentsRepository } from './unused-enrolments.repository.js';

/** Deletes what is no longer needed: enrolments unused for RETENTION_DAYS, and lock counters of invented ids when they are too many. */
@Injectable()
export class RetentionService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Retention');
  private readonly rounds = new PeriodicWork(() => this.tidy(), HOURLY_MS);

  constructor(
    private readonly config: AppConfig,
    private readonly enrolments: UnusedEnrolmentsRepository,
    private readonly locks: VerificationLockRepository,
    private readonly gallery: Gallery,
    private readonly audit: AuditService,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  /** Waits for the user who is being deleted, since the gallery and the database are closed next. */
  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  /**
   * One transaction per user: an interruption leaves nobody half deleted. Replicas may do it at the same time.
   *
   * @returns how many users' enrolments were removed. @throws AppError DB_UNAVAILABLE
   */
  async purgeUnused(): Promise<number> {
    const { RETENTION_DAYS: days } = this.config.env;
    if (days === undefined) return 0;
    let purged = 0;
    let after: string | null = null;
    do {
      const { unused, next } = await this.enrolments.find(days, after);
      for (const userId of unused) {
        if (this.rounds.isStopped) return purged;
        if (await this.purge(userId, days)) purged += 1;
      }
      after = next;
    } while (after !== null && !this.rounds.isStopped);
    return purged;
  }

  private async purge(userId: string, days: number): Promise<boolean> {
    const entry = { actor: 'service', action: 'purge', subject: userId, outcome: 'SUCCESS' } as const;
    const removed = await this.enrolments.delete(userId, days, async (manager) => {
      await this.locks.clear(userId, manager);
      await this.audit.record(entry, manager);
    });
    if (removed) await this.gallery.changed(userId);
    return removed;
  }

  /** What fails is tried again in an hour. */
  private async tidy(): Promise<void> {
    try {
      const purged = await this.purgeUnused();
      if (purged > 0)
        this.logger.log(`Enrolments of ${purged} users were unused for too long and are deleted`);
      await this.locks.clearForgiven('self' satisfies CallerClass, FORGIVEN_EVERY_S);
      await this.locks.clearStrangers();
    } catch (error) {
      this.logger.warn(`Not everything could be tidied up: ${reasonOf(error)}`);
    }
  }
}
