import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { AuthenticatedUser } from './authenticated-user.js';

export const ACCESS = 'auth:access';
export type Access = 'public' | 'optional' | 'own';

/** Open to everyone; no token is looked at. */
export const Public = () => SetMetadata<string, Access>(ACCESS, 'public');

/** Open without a token. A token that is sent must be good: a bad one never turns into an anonymous request. */
export const OptionalAuth = () => SetMetadata<string, Access>(ACCESS, 'optional');

/** The route has a guard of its own for tokens that are no user's. */
export const OwnToken = () => SetMetadata<string, Access>(ACCESS, 'own');

/** The user of the request's token; undefined only where `@OptionalAuth()` let an anonymous request through. */
export const CurrentUser = createParamDecorator(
  (_: unknown, context: ExecutionContext): AuthenticatedUser | undefined =>
    context.switchToHttp().getRequest<{ user?: AuthenticatedUser }>().user,
);
