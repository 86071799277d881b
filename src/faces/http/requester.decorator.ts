import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { callerAddress } from '../../common/http/caller-address.js';
import type { Requester } from '../verification-lock/requester.js';

/** The user of the token, where there is one, and the address. */
export const CurrentRequester = createParamDecorator((_: unknown, context: ExecutionContext): Requester => {
  const request = context.switchToHttp().getRequest<Request & { user?: AuthenticatedUser }>();
  return { user: request.user, address: callerAddress(request) };
});
