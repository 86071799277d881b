import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { bearerToken } from '../../auth/bearer-token.js';
import { logTokenRefusal } from '../../auth/token-refusal.js';
import { SessionTokens } from '../liveness/session-tokens.js';

/** Lets frames through that bring their own session's token. */
@Injectable()
export class LivenessTokenGuard implements CanActivate {
  constructor(private readonly tokens: SessionTokens) {}

  /** @throws AppError TOKEN_MISSING, TOKEN_INVALID, AUTHORIZATION_AMBIGUOUS */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request<{ session_id: string }>>();
    try {
      await this.tokens.check(bearerToken(request), request.params.session_id);
    } catch (error) {
      logTokenRefusal(error);
      throw error;
    }
    return true;
  }
}
