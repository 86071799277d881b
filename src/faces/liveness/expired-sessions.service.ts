import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HOURLY_MS, PeriodicWork } from '../../common/lifecycle/periodic-work.js';
import { reasonOf } from '../../common/reason-of.js';
import { LivenessSessionsRepository } from './liveness-sessions.repository.js';

/** Deletes what is left of sessions that have expired. */
@Injectable()
export class ExpiredSessionsService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Liveness');
  private readonly purges = new PeriodicWork(() => this.purge(), HOURLY_MS);

  constructor(private readonly sessions: LivenessSessionsRepository) {}

  onApplicationBootstrap(): void {
    this.purges.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.purges.stop();
  }

  /** What fails is tried again in an hour. */
  private async purge(): Promise<void> {
    try {
      await this.sessions.deleteExpired();
    } catch (error) {
      this.logger.warn(`Expired sessions could not be deleted: ${reasonOf(error)}`);
    }
  }
}
