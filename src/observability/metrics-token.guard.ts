import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { bearerToken } from '../auth/bearer-token.js';
import { tokenRefused } from '../auth/token-refusal.js';
import { AppError } from '../common/app-error.js';
import { sameText } from '../common/same-text.js';
import { AppConfig } from '../config/app-config.js';

/** Metrics tell an attacker how busy the service is and how many people it knows: outside development only with the token. */
@Injectable()
export class MetricsTokenGuard implements CanActivate {
  constructor(private readonly config: AppConfig) {}

  /** @throws AppError NOT_FOUND where there are no metrics, TOKEN_MISSING, TOKEN_INVALID, AUTHORIZATION_AMBIGUOUS */
  canActivate(context: ExecutionContext): boolean {
    const { METRICS_TOKEN: expected } = this.config.env;
    if (expected === undefined) {
      if (this.config.env.ENVIRONMENT !== 'development')
        throw new AppError('NOT_FOUND', { reason: 'METRICS_TOKEN is not set' });
      return true;
    }
    const token = bearerToken(context.switchToHttp().getRequest<Request>());
    if (sameText(token, expected)) return true;
    throw tokenRefused('not the metrics token');
  }
}
