import { type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { AppError } from '../common/app-error.js';
import { ACCESS, type Access } from './auth.decorators.js';
import { authorizationHeaders } from './bearer-token.js';
import { tokenRefused } from './token-refusal.js';

/** Names under which clients send tokens in the URL (RFC 6750 §2.3), where every proxy on the way logs them. */
const TOKEN_QUERY_NAMES = ['access_token', 'token'];

/** Guards every route of the service; a route without a decorator is closed. */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  private readonly logger = new Logger(JwtAuthGuard.name);

  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === 'public') return true;
    try {
      if (access === 'optional' && isAnonymous(context.switchToHttp().getRequest<Request>())) return true;
      return Boolean(await super.canActivate(context));
    } catch (error) {
      this.log(error);
      throw error;
    }
  }

  /** A request without a token is everyday; whoever sends a bad one is worth a line. Outages are logged as errors. */
  private log(error: unknown): void {
    if (error instanceof AppError && error.status < 500 && error.code !== 'TOKEN_MISSING') {
      this.logger.warn(`Token refused: ${error.message}`);
    }
  }
}

/** @throws AppError TOKEN_INVALID when the client believes it has sent a token, but not where one is accepted */
function isAnonymous(request: Request): boolean {
  if (authorizationHeaders(request).length > 0) return false;
  if (TOKEN_QUERY_NAMES.some((name) => request.query[name] !== undefined)) {
    throw tokenRefused('token in the query');
  }
  return true;
}
