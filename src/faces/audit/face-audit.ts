import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Optional,
} from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuditAction } from '../../audit/audit-entry.js';
import { AuditService } from '../../audit/audit.service.js';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { AppError } from '../../common/app-error.js';
import { PeriodicWork } from '../../common/lifecycle/periodic-work.js';
import { reasonOf } from '../../common/reason-of.js';
import { RECOGNITION_MODEL } from '../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../embedding/models/recognition-model.js';
import { RefusalTally } from './refusal-tally.js';
import { FACE_OBSERVER, type FaceObserver } from './face-observer.js';

/** Who did it to whom, and what came of it. */
export interface FaceOperation {
  action: AuditAction;
  /** Undefined: an anonymous caller. */
  caller: AuthenticatedUser | undefined;
  /** Whose data it was about, where that is known. */
  subject?: string | undefined;
}

const TALLY_INTERVAL_MS = 60_000;

/** The audit record of this module's operations. */
@Injectable()
export class FaceAudit implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Audit');
  private readonly tally = new RefusalTally();
  private readonly tallying = new PeriodicWork(() => this.recordTally(), TALLY_INTERVAL_MS);

  constructor(
    private readonly audit: AuditService,
    @Inject(RECOGNITION_MODEL) private readonly model: Pick<RecognitionModel, 'version'>,
    @Optional() @Inject(FACE_OBSERVER) private readonly observe: FaceObserver = () => undefined,
  ) {}

  onApplicationBootstrap(): void {
    this.tallying.start();
  }

  /** Before the database is closed. */
  async onModuleDestroy(): Promise<void> {
    await this.tallying.stop();
    await this.recordTally();
  }

  /** @param manager the operation's own transaction, when it changes data */
  async record(operation: FaceOperation, outcome: string, manager?: EntityManager): Promise<void> {
    if (!this.tally.add(operation, outcome)) await this.write(operation, outcome, manager);
    this.observe({ action: operation.action, outcome });
  }

  /** Records what was counted instead of recorded: `NO_FACE +142` stands for 142 more than have an entry of their own. */
  async recordTally(): Promise<void> {
    for (const { operation, outcome, count } of this.tally.drain()) {
      try {
        await this.write(operation, `${outcome} +${count}`);
      } catch (error) {
        this.logger.warn(`Not recorded: ${operation.action} ${outcome}, ${count} times (${reasonOf(error)})`);
      }
    }
  }

  private write(
    { action, caller, subject }: FaceOperation,
    outcome: string,
    manager?: EntityManager,
  ): Promise<void> {
    const actor = caller === undefined ? undefined : { id: caller.id, role: caller.role };
    return this.audit.record({ actor, action, subject, outcome, model: this.model.version }, manager);
  }

  /** Runs an operation and records its refusal. Outages decide nothing about anybody; they are in the log only. */
  async refusals<T>(operation: FaceOperation, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof AppError && error.status < 500) await this.record(operation, error.code);
      throw error;
    }
  }
}
