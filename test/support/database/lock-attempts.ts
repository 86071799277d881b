import type { AuthenticatedUser } from '../../../src/auth/authenticated-user.js';
import { AppError } from '../../../src/common/app-error.js';
import { AppConfig } from '../../../src/config/app-config.js';
import { loadEnv } from '../../../src/config/load-env.js';
import { Database } from '../../../src/database/database.js';
import type { Requester } from '../../../src/faces/verification-lock/requester.js';
import type { CallerClass } from '../../../src/faces/verification-lock/verification-lock.policy.js';
import { VerificationLockRepository } from '../../../src/faces/verification-lock/verification-lock.repository.js';
import {
  VerificationLockService,
  type Verdict,
} from '../../../src/faces/verification-lock/verification-lock.service.js';
import type { TestDatabase } from './both-databases.js';
import { faceAudit } from './face-audit.js';

const REQUESTERS: Record<CallerClass, (owner: string) => AuthenticatedUser | undefined> = {
  self: (owner) => ({ id: owner, role: 'user' }),
  operator: () => ({ id: 'kiosk', role: 'admin' }),
  user: () => ({ id: 'somebody', role: 'user' }),
  anonymous: () => undefined,
};

export function lockService(database: Database): VerificationLockService {
  return new VerificationLockService(
    new AppConfig(loadEnv({})),
    new VerificationLockRepository(database),
    faceAudit(database),
  );
}

/** Attempts to be verified as a user whom no other test knows. */
export class LockAttempts {
  user = `user ${Math.random()}`;
  caller: CallerClass = 'self';
  readonly lock: VerificationLockService;

  constructor(private readonly db: TestDatabase) {
    this.lock = lockService(db.database);
  }

  get requester(): Requester {
    return { user: REQUESTERS[this.caller](this.user), address: '127.0.0.1' };
  }

  make(verdict: Verdict, service = this.lock): Promise<Verdict> {
    return service.attempt(
      this.requester,
      this.user,
      () => Promise.resolve(verdict),
      (outcome) => outcome,
    );
  }

  async fail(times: number): Promise<void> {
    for (let i = 0; i < times; i += 1) await this.make('refused');
  }

  /** Seconds of Retry-After when the next attempt is refused, 0 when it is let through (and taken back). */
  async lockedFor(): Promise<number> {
    try {
      await this.make('undecided');
      return 0;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'VERIFICATION_LOCKED') throw error;
      return error.retryAfterS ?? NaN;
    }
  }

  /** Until the lock has ended. */
  async wait(): Promise<void> {
    await this.db.dataSource.query('UPDATE verification_locks SET locked_until = now() WHERE user_id = $1', [
      this.user,
    ]);
  }

  /** As if so much time had passed since the last attempt. */
  async letPass(seconds: number): Promise<void> {
    await this.db.dataSource.query(
      `UPDATE verification_locks SET updated_at = updated_at - make_interval(secs => $2),
         locked_until = locked_until - make_interval(secs => $2) WHERE user_id = $1`,
      [this.user, seconds],
    );
  }
}
