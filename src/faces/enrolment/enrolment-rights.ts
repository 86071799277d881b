import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { isAllowed } from '../../auth/scopes.js';

/** How a photo is to be enrolled. */
export interface EnrolmentRequest {
  /** Whom the photo shows; undefined or `me`: the caller. */
  userId?: string | undefined;
  /** The face may be enrolled under another id already. */
  allowDuplicate?: boolean;
  /** The photo takes the place of all others, whomever they show. */
  replace?: boolean;
  /** The version of the consent that the person gives; null: the person is asked later, as of an operator's import. */
  consent?: string | null | undefined;
}

/** Everybody enrols themselves; others, and exceptions from the rules, need a scope, and taking others' photos away one more. */
export function mayEnroll(
  caller: AuthenticatedUser,
  userId: string,
  { allowDuplicate = false, replace = false }: EnrolmentRequest,
): boolean {
  if (!isAllowed(caller, 'enroll:any', userId)) return false;
  if ((allowDuplicate || replace) && !isAllowed(caller, 'enroll:any')) return false;
  return !replace || isAllowed(caller, 'delete:any');
}
