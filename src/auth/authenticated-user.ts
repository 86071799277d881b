export const ROLES = ['user', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who a verified token speaks for. `id` is the token's `sub`, a user id by the rule of `userIdFault`. */
export interface AuthenticatedUser {
  id: string;
  role: Role;
  email?: string;
}

/** Data of a person may be changed by that person or by an admin, nobody else. */
export function mayActFor(user: AuthenticatedUser, userId: string): boolean {
  return user.role === 'admin' || user.id === userId;
}
