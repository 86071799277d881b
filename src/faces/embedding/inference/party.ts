/** On whose behalf a photo is looked at: places in the line are shared out among parties. */
export interface Party {
  /** A user, or the address of anonymous callers. */
  key: string;
  /** Signed in: comes before those who are not. */
  known: boolean;
}

/** The service's own work and its commands. */
export const OPERATOR: Party = { key: 'operator', known: true };
