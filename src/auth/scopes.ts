import type { AuthenticatedUser } from './authenticated-user.js';

/** What a token of our own may be allowed beside everybody's rights in their own data, for back ends that act for many people. */
export const SCOPES = ['enroll:any', 'verify:any', 'list', 'delete:any', 'unlock'] as const;
export type Scope = (typeof SCOPES)[number];

/** What can be allowed; what no scope names is for admins, who may everything. */
export type Permission = Scope | 'search' | 'duplicates' | 'operate';

export const isScope = (value: unknown): value is Scope => SCOPES.some((scope) => scope === value);

/**
 * The one question that decides what a caller may do.
 * @param owner whose data it is about, where everybody may do it with their own
 */
export function isAllowed(
  caller: AuthenticatedUser | undefined,
  permission: Permission,
  owner?: string,
): boolean {
  if (caller === undefined) return false;
  if (caller.role === 'admin' || caller.id === owner) return true;
  return caller.scopes?.some((scope) => scope === permission) ?? false;
}

/**
 * The scopes of a `scope` claim: words between spaces (RFC 8693 §4.2), or a list of them. Those that are not ours belong to another
 * service that shares the secret, and allow nothing here.
 * @returns undefined for what is neither
 */
export function scopesOf(claim: unknown): Scope[] | undefined {
  if (claim === undefined) return [];
  const words = typeof claim === 'string' ? claim.split(' ') : claim;
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) return undefined;
  return [...new Set(words)].filter(isScope);
}
