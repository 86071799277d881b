import type { Scope } from './scopes.js';

export const ROLES = ['user', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who a verified token speaks for. `id` is the token's `sub`, a user id by the rule of `ownIdFault`. */
export interface AuthenticatedUser {
  id: string;
  role: Role;
  email?: string;
  /** What the token allows beside; absent where there is nothing, and of admins, who may everything. */
  scopes?: readonly Scope[];
}
