import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { AppError } from '../../common/app-error.js';
import { AppConfig } from '../../config/app-config.js';

/** ANONYMOUS_VERIFY=off needs no photo to be known. */
@Injectable()
export class AnonymousVerifyGuard implements CanActivate {
  constructor(private readonly config: AppConfig) {}

  /** @throws AppError TOKEN_MISSING before the body is read */
  canActivate(context: ExecutionContext): boolean {
    const { user } = context.switchToHttp().getRequest<{ user?: AuthenticatedUser }>();
    if (user !== undefined || this.config.env.ANONYMOUS_VERIFY !== 'off') return true;
    throw new AppError('TOKEN_MISSING', { reason: 'ANONYMOUS_VERIFY=off' });
  }
}
