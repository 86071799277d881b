import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { AppError } from '../../common/app-error.js';
import { reasonOf } from '../../common/reason-of.js';
import { FaceAudit, type FaceOperation } from '../audit/face-audit.js';
import { VerificationLockRepository } from './verification-lock.repository.js';

/** What an attempt says about the person in front of the camera. `undecided`: no usable face, an unreadable photo. */
export type Verdict = 'matched' | 'refused' | 'undecided';

/** Of a lock that does not end by itself. */
const RETRY_AFTER_FOR_GOOD_S = 24 * 3600;

/** Keeps anybody from trying faces until one passes as a given user, across replicas and restarts. */
@Injectable()
export class VerificationLockService {
  private readonly logger = new Logger('VerificationLock');

  constructor(
    private readonly locks: VerificationLockRepository,
    private readonly audit: FaceAudit,
  ) {}

  /**
   * Runs one 1:1 verification against this user. What throws decides nothing and does not count.
   *
   * @throws AppError VERIFICATION_LOCKED without running it; whatever `verify` throws
   */
  async attempt<T>(userId: string, verify: () => Promise<T>, verdictOf: (outcome: T) => Verdict): Promise<T> {
    const { lockedForS, failures } = await this.locks.begin(userId);
    if (lockedForS > 0) {
      throw new AppError('VERIFICATION_LOCKED', {
        reason: `${failures} verifications in a row have failed`,
        retryAfterS: Math.min(lockedForS, RETRY_AFTER_FOR_GOOD_S),
      });
    }
    let verdict: Verdict = 'undecided';
    try {
      const outcome = await verify();
      verdict = verdictOf(outcome);
      return outcome;
    } finally {
      await this.settle(userId, verdict);
    }
  }

  /** Opens a user again. @throws AppError FORBIDDEN unless the caller is an admin */
  async unlock(caller: AuthenticatedUser, userId: string): Promise<void> {
    const operation: FaceOperation = { action: 'unlock', caller, subject: userId };
    await this.audit.refusals(operation, async () => {
      if (caller.role !== 'admin') throw new AppError('FORBIDDEN');
      await this.locks.clear(userId);
    });
    await this.audit.record(operation, 'SUCCESS');
  }

  /** With a new enrolment or a deletion: in its transaction. */
  async reset(userId: string, manager: EntityManager): Promise<void> {
    await this.locks.clear(userId, manager);
  }

  /** An attempt that cannot be taken back stays counted: the safe side, and no reason to withhold the answer. */
  private async settle(userId: string, verdict: Verdict): Promise<void> {
    if (verdict === 'refused') return;
    try {
      await (verdict === 'matched' ? this.locks.clear(userId) : this.locks.withdraw(userId));
    } catch (error) {
      this.logger.warn(`An attempt stays counted: ${reasonOf(error)}`);
    }
  }
}
