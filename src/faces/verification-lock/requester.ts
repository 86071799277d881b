import { createHash } from 'node:crypto';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { isAllowed } from '../../auth/scopes.js';
import type { CallerClass } from './verification-lock.policy.js';

/** Who asks to recognise somebody. */
export interface Requester {
  /** Undefined: an anonymous caller. */
  user: AuthenticatedUser | undefined;
  /** The client's address, as limits count it. */
  address: string;
}

/** What the requester is to the person whom the photo is said to show. */
export function callerClass({ user }: Requester, claimedId: string): CallerClass {
  if (user === undefined) return 'anonymous';
  if (user.id === claimedId) return 'self';
  return isAllowed(user, 'verify:any') ? 'operator' : 'user';
}

/** One caller: a user, or an address where nobody is signed in. Hashed, so that no address lies in the database. */
export function callerKey({ user, address }: Requester): string {
  const caller = user === undefined ? `address ${address}` : `user ${user.id}`;
  return createHash('sha256').update(caller).digest('base64url');
}
