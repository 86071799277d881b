import type { Request } from 'express';
import type { AuthenticatedUser } from '../../../auth/authenticated-user.js';
import { authorizationHeaders } from '../../../auth/bearer-token.js';
import { callerAddress } from '../../../common/http/caller-address.js';
import type { Party } from '../../embedding/inference/party.js';

/** On whose behalf a photo comes, once the guards know the caller. */
export function partyOf(request: Request, user: AuthenticatedUser | undefined): Party {
  return user === undefined
    ? { key: callerAddress(request), known: false }
    : { key: `user ${user.id}`, known: true };
}

/** The same before the guards: who has brought a token is believed until it has been looked at, which then costs no place. */
export function claimedParty(request: Request): Party {
  const key = callerAddress(request);
  return { key, known: authorizationHeaders(request).length > 0 };
}
