import { type AuthenticatedUser, mayActFor } from '../../auth/authenticated-user.js';

/** How a photo is to be enrolled. */
export interface EnrolmentRequest {
  /** Whom the photo shows; undefined or `me`: the caller. */
  userId?: string | undefined;
  /** The face may be enrolled under another id already. */
  allowDuplicate?: boolean;
  /** The photo takes the place of all others, whomever they show. */
  replace?: boolean;
}

/** Everybody enrols themselves; others, and exceptions from the rules, are for admins. */
export function mayEnroll(
  caller: AuthenticatedUser,
  userId: string,
  { allowDuplicate = false, replace = false }: EnrolmentRequest,
): boolean {
  return mayActFor(caller, userId) && (caller.role === 'admin' || !(allowDuplicate || replace));
}
