import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { isAllowed } from '../../auth/scopes.js';
import { AppError } from '../../common/app-error.js';
import { reasonOf } from '../../common/reason-of.js';
import { AppConfig } from '../../config/app-config.js';
import { FaceAudit, type FaceOperation } from '../audit/face-audit.js';
import { callerClass, callerKey, type Requester } from './requester.js';
import { type AttemptPolicy, identificationPolicy, verificationPolicy } from './verification-lock.policy.js';
import { type AttemptKey, VerificationLockRepository } from './verification-lock.repository.js';

/** What an attempt says about the person in front of the camera. `undecided`: no usable face, an unreadable photo. */
export type Verdict = 'matched' | 'refused' | 'undecided';

/** Of a lock that does not end by itself. */
const RETRY_AFTER_FOR_GOOD_S = 24 * 3600;
/** Whom a search claims. */
const NOBODY = '';

/** Keeps anybody from trying faces until one passes, as a given user or as anybody, across replicas and restarts. */
@Injectable()
export class VerificationLockService {
  private readonly logger = new Logger('VerificationLock');

  constructor(
    private readonly config: AppConfig,
    private readonly locks: VerificationLockRepository,
    private readonly audit: FaceAudit,
  ) {}

  /**
   * Runs one 1:1 verification against this user. What throws decides nothing and does not count.
   * @throws AppError VERIFICATION_LOCKED without running it; whatever `verify` throws
   */
  attempt<T>(
    requester: Requester,
    userId: string,
    verify: () => Promise<T>,
    verdictOf: (outcome: T) => Verdict,
  ): Promise<T> {
    const caller = callerClass(requester, userId);
    const policy = verificationPolicy(caller);
    return this.counted(
      { kind: 'verification', userId, caller },
      policy,
      'VERIFICATION_LOCKED',
      verify,
      verdictOf,
    );
  }

  /**
   * For attempts to pass as this user that take several requests: counts one as failed until `withdraw` takes it back.
   * @throws AppError VERIFICATION_LOCKED
   */
  async open(requester: Requester, userId: string): Promise<void> {
    const caller = callerClass(requester, userId);
    await this.begin(
      { kind: 'verification', userId, caller },
      verificationPolicy(caller),
      'VERIFICATION_LOCKED',
    );
  }

  /** Takes an opened attempt back: it has not failed, and what it was for is decided elsewhere. */
  async withdraw(requester: Requester, userId: string): Promise<void> {
    const caller = callerClass(requester, userId);
    await this.settle({ kind: 'verification', userId, caller }, verificationPolicy(caller), 'undecided');
  }

  /**
   * Runs one 1:N search. Operators' devices may fail as often as they like: strangers pass in front of them.
   * @throws AppError RATE_LIMITED without running it; whatever `search` throws
   */
  attemptSearch<T>(
    requester: Requester,
    search: () => Promise<T>,
    verdictOf: (outcome: T) => Verdict,
  ): Promise<T> {
    const { FAILED_IDENTIFICATIONS_PER_HOUR: perHour } = this.config.env;
    if (perHour === 0 || isAllowed(requester.user, 'verify:any')) return search();
    const key = { kind: 'search', userId: NOBODY, caller: callerKey(requester) } as const;
    return this.counted(key, identificationPolicy(perHour), 'RATE_LIMITED', search, verdictOf);
  }

  /** Opens a user again. @throws AppError FORBIDDEN */
  async unlock(caller: AuthenticatedUser, userId: string): Promise<void> {
    const operation: FaceOperation = { action: 'unlock', caller, subject: userId };
    await this.audit.refusals(operation, async () => {
      if (!isAllowed(caller, 'unlock')) throw new AppError('FORBIDDEN');
      await this.locks.clear(userId);
    });
    await this.audit.record(operation, 'SUCCESS');
  }

  /** With a new enrolment or a deletion: in its transaction. */
  async reset(userId: string, manager: EntityManager): Promise<void> {
    await this.locks.clear(userId, manager);
  }

  private async counted<T>(
    key: AttemptKey,
    policy: AttemptPolicy,
    refusal: 'VERIFICATION_LOCKED' | 'RATE_LIMITED',
    run: () => Promise<T>,
    verdictOf: (outcome: T) => Verdict,
  ): Promise<T> {
    await this.begin(key, policy, refusal);
    let verdict: Verdict = 'undecided';
    try {
      const outcome = await run();
      verdict = verdictOf(outcome);
      return outcome;
    } finally {
      await this.settle(key, policy, verdict);
    }
  }

  /** @throws AppError the refusal, when the key is locked */
  private async begin(
    key: AttemptKey,
    policy: AttemptPolicy,
    refusal: 'VERIFICATION_LOCKED' | 'RATE_LIMITED',
  ): Promise<void> {
    const { lockedForS, failures } = await this.locks.begin(key, policy);
    if (lockedForS === 0) return;
    throw new AppError(refusal, {
      reason: `${failures} attempts have failed`,
      retryAfterS: Math.min(lockedForS, RETRY_AFTER_FOR_GOOD_S),
    });
  }

  /** An attempt that cannot be taken back stays counted: the safe side, and no reason to withhold the answer. */
  private async settle(key: AttemptKey, policy: AttemptPolicy, verdict: Verdict): Promise<void> {
    if (verdict === 'refused') return;
    const isForgiven = verdict === 'matched' && policy.isClearedBySuccess;
    try {
      await (isForgiven ? this.locks.forgive(key) : this.locks.withdraw(key));
    } catch (error) {
      this.logger.warn(`An attempt stays counted: ${reasonOf(error)}`);
    }
  }
}
