import { Inject, Injectable } from '@nestjs/common';
import { getStorageToken, type ThrottlerStorage } from '@nestjs/throttler';
import type { Request } from 'express';
import { callerAddress } from '../../common/http/caller-address.js';
import { AppConfig } from '../../config/app-config.js';
import { limitKey } from './limit-key.js';
import { addressTracker, limitsOf } from './rate-limit.options.js';

/** Counts requests that were refused before the guards saw them: whoever asks too often is not to be spared by being refused. */
@Injectable()
export class RefusedRequests {
  private readonly limits;

  constructor(
    config: AppConfig,
    @Inject(getStorageToken()) private readonly storage: ThrottlerStorage,
  ) {
    this.limits = config.rateLimitPerMinute === 0 ? [] : limitsOf(config);
  }

  /** Nobody waits for it: the refusal is what matters now. */
  count(request: Request): void {
    const address = callerAddress(request);
    for (const { name, ttl, limit } of this.limits) {
      const key = limitKey(name, addressTracker(name, address));
      this.storage.increment(key, ttl, limit, 0, name).catch(() => undefined);
    }
  }
}
