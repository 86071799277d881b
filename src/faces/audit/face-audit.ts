import { Inject, Injectable, Optional } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuditAction } from '../../audit/audit-entry.js';
import { AuditService } from '../../audit/audit.service.js';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { AppError } from '../../common/app-error.js';
import { RECOGNITION_MODEL } from '../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../embedding/models/recognition-model.js';
import { FACE_OBSERVER, type FaceObserver } from './face-observer.js';

/** Who did it to whom, and what came of it. */
export interface FaceOperation {
  action: AuditAction;
  /** Undefined: an anonymous caller. */
  caller: AuthenticatedUser | undefined;
  /** Whose data it was about, where that is known. */
  subject?: string | undefined;
}

/** The audit record of this module's operations. */
@Injectable()
export class FaceAudit {
  constructor(
    private readonly audit: AuditService,
    @Inject(RECOGNITION_MODEL) private readonly model: Pick<RecognitionModel, 'version'>,
    @Optional() @Inject(FACE_OBSERVER) private readonly observe: FaceObserver = () => undefined,
  ) {}

  /** @param manager the operation's own transaction, when it changes data */
  async record(
    { action, caller, subject }: FaceOperation,
    outcome: string,
    manager?: EntityManager,
  ): Promise<void> {
    const actor = caller === undefined ? undefined : { id: caller.id, role: caller.role };
    await this.audit.record({ actor, action, subject, outcome, model: this.model.version }, manager);
    this.observe({ action, outcome });
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
