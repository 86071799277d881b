import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { PeriodicWork } from '../../common/lifecycle/periodic-work.js';
import { reasonOf } from '../../common/reason-of.js';
import { CLOCK_TOLERANCE_S } from '../auth-options.js';
import type { AuthenticatedUser } from '../authenticated-user.js';
import { logTokenRefusal, tokenRefused } from '../token-refusal.js';
import { isTokenId, type RevocableToken, type Revocation } from './revocation.js';
import { RevocationsRepository } from './revocations.repository.js';

/** How long a revoked token may go on at a replica that did not hear of it. */
const INTERVAL_MS = 2_000;

/**
 * The revocations as this replica knows them: a copy, since every request asks. In an outage of the database the last copy holds; nothing
 * that the database is needed for is answered then anyway.
 */
@Injectable()
export class RevokedTokens implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Tokens');
  private known: Map<string, number> | undefined;
  private readonly work = new PeriodicWork(() => this.read(), INTERVAL_MS);
  private isOutdated = false;
  private readonly bearers = new WeakMap<AuthenticatedUser, RevocableToken>();

  constructor(private readonly revocations: Pick<RevocationsRepository, 'all'>) {}

  /** Before the first request. */
  async onApplicationBootstrap(): Promise<void> {
    this.work.start();
    await this.work.settled;
  }

  onModuleDestroy(): Promise<void> {
    return this.work.stop();
  }

  /** @throws AppError TOKEN_INVALID, AUTH_UNAVAILABLE */
  admit(user: AuthenticatedUser, token: RevocableToken): void {
    if (this.has(token)) throw tokenRefused('revoked');
    this.bearers.set(user, token);
  }

  /**
   * Once more, after something that may have taken minutes.
   * @throws AppError TOKEN_INVALID
   */
  checkAgain(user: AuthenticatedUser): void {
    const token = this.bearers.get(user);
    if (token === undefined || !this.has(token)) return;
    const refusal = tokenRefused('revoked');
    logTokenRefusal(refusal);
    throw refusal;
  }

  /**
   * Of a user all tokens count that were issued until the revocation by whatever clock is believed, and those that do not say when.
   * @throws AppError AUTH_UNAVAILABLE while it is not known yet which tokens are revoked
   */
  has({ sub, jti, iat }: RevocableToken): boolean {
    if (this.known === undefined) {
      throw new AppError('AUTH_UNAVAILABLE', { reason: 'the revoked tokens have not been read yet' });
    }
    if (isTokenId(jti) && this.known.has(keyOf({ kind: 'jti', value: jti }))) return true;
    const since = this.known.get(keyOf({ kind: 'sub', value: sub }));
    return since !== undefined && (typeof iat !== 'number' || iat <= since + CLOCK_TOLERANCE_S);
  }

  private async read(): Promise<void> {
    try {
      const all = await this.revocations.all();
      this.known = new Map(all.map((each) => [keyOf(each), each.atS]));
      this.isOutdated = false;
    } catch (error) {
      if (!this.isOutdated) this.logger.warn(`The revoked tokens could not be read: ${reasonOf(error)}`);
      this.isOutdated = true;
    }
  }
}

function keyOf({ kind, value }: Pick<Revocation, 'kind' | 'value'>): string {
  return `${kind} ${value}`;
}
