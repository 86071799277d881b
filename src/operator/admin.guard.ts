import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from '../auth/authenticated-user.js';
import { isAllowed } from '../auth/scopes.js';
import { AppError } from '../common/app-error.js';

/** What is told of everybody is for the role `admin`. */
@Injectable()
export class AdminGuard implements CanActivate {
  /** @throws AppError FORBIDDEN */
  canActivate(context: ExecutionContext): boolean {
    const { user } = context.switchToHttp().getRequest<{ user?: AuthenticatedUser }>();
    if (!isAllowed(user, 'operate')) throw new AppError('FORBIDDEN');
    return true;
  }
}
