import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerLimitDetail } from '@nestjs/throttler';
import type { Request } from 'express';
import { AppError } from '../../common/app-error.js';
import { callerAddress } from '../../common/http/caller-address.js';
import { ACCESS, type Access } from '../auth.decorators.js';
import type { AuthenticatedUser } from '../authenticated-user.js';
import { limitKey } from './limit-key.js';
import { ADDRESS_LIMIT, addressTracker, CALLER_LIMIT } from './rate-limit.options.js';

/** One of the two limits. It counts all routes together; public ones (probes, banner) are free and cheap. */
abstract class RateLimitGuard extends ThrottlerGuard {
  protected abstract readonly limitName: string;

  override async onModuleInit(): Promise<void> {
    await super.onModuleInit();
    this.throttlers = this.throttlers.filter(({ name }) => name === this.limitName);
  }

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    return Promise.resolve(
      this.reflector.getAllAndOverride<Access | undefined>(ACCESS, targets) === 'public',
    );
  }

  protected override generateKey(_context: ExecutionContext, tracker: string, name: string): string {
    return limitKey(name, tracker);
  }

  protected override getTracker(request: Request): Promise<string> {
    return Promise.resolve(addressTracker(this.limitName, callerAddress(request)));
  }

  protected override throwThrottlingException(
    _context: ExecutionContext,
    { timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    return Promise.reject(
      new AppError('RATE_LIMITED', { reason: `limit per ${this.limitName}`, retryAfterS: timeToBlockExpire }),
    );
  }
}

/** Before the token is looked at: also stops a flood of bad tokens. */
@Injectable()
export class AddressRateLimitGuard extends RateLimitGuard {
  protected override readonly limitName = ADDRESS_LIMIT;
}

/** After the token was verified: per user, or per address for anonymous requests. */
@Injectable()
export class CallerRateLimitGuard extends RateLimitGuard {
  protected override readonly limitName = CALLER_LIMIT;

  protected override async getTracker(request: Request & { user?: AuthenticatedUser }): Promise<string> {
    const { user } = request;
    return user === undefined ? super.getTracker(request) : `user ${user.id}`;
  }
}
