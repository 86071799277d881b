import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { ACCESS, type Access } from './auth.decorators.js';
import { authorizationHeaders } from './bearer-token.js';
import { refuseStrayToken } from './stray-token.js';
import { logTokenRefusal, refusalOf } from './token-refusal.js';

/** Guards every route of the service; a route without a decorator is closed. */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  /**
   * Passport says why not in `error` (thrown by `validate`) or in `info` (everything before it), and leaves `user` undefined or false.
   *
   * @throws AppError TOKEN_INVALID, AUTH_UNAVAILABLE
   */
  override handleRequest<User>(error: unknown, user: User, info: unknown): User {
    if (error || !user) throw refusalOf(error ?? info);
    return user;
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === 'public' || access === 'own') return true;
    try {
      if (access === 'optional' && isAnonymous(context.switchToHttp().getRequest<Request>())) return true;
      return Boolean(await super.canActivate(context));
    } catch (error) {
      logTokenRefusal(error);
      throw error;
    }
  }
}

/** @throws AppError TOKEN_INVALID when the client believes it has sent a token, but not where one is accepted */
function isAnonymous(request: Request): boolean {
  refuseStrayToken(request, request.query, 'query');
  return authorizationHeaders(request).length === 0;
}
