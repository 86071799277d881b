import type { FaceOperation } from './face-audit.js';

/** Outcomes that say something about a person, or about what somebody may do: each has an entry of its own. */
const DECISIONS: ReadonlySet<string> = new Set([
  'SUCCESS',
  'NO_MATCH',
  'AMBIGUOUS_MATCH',
  'PHOTOS_DIFFER',
  'FACE_NOT_YOURS',
  'FACE_ALREADY_ENROLLED',
  'DUPLICATE_ALLOWED',
  'NOT_ENROLLED',
  'FORBIDDEN',
]);
/** Callers and outcomes that are told apart; what goes beyond is counted without the caller. */
const KINDS_MAX = 1_000;

export interface Tallied {
  operation: FaceOperation;
  outcome: string;
  count: number;
}

/**
 * Photographs without a usable face and the like, which anybody can send at any rate: of each caller, action and outcome the first one in a
 * period is an entry, the others are counted and become one entry at its end.
 */
export class RefusalTally {
  private kinds = new Map<string, Tallied>();
  /** Of callers beyond `KINDS_MAX`, whoever they are. */
  private beyond = new Map<string, Tallied>();

  /** @returns whether it was counted here and needs no entry of its own */
  add(operation: FaceOperation, outcome: string): boolean {
    if (DECISIONS.has(outcome)) return false;
    const own = this.kinds.get(keyOf(operation, outcome));
    if (own !== undefined) {
      own.count += 1;
      return true;
    }
    const { action, caller } = operation;
    // The entry at the end is about many: nobody in particular.
    if (this.kinds.size < KINDS_MAX) {
      this.kinds.set(keyOf(operation, outcome), { operation: { action, caller }, outcome, count: 0 });
      return false;
    }
    const others = { action, caller: undefined };
    const counted = this.beyond.get(keyOf(others, outcome));
    if (counted !== undefined) counted.count += 1;
    else this.beyond.set(keyOf(others, outcome), { operation: others, outcome, count: 1 });
    return true;
  }

  /** What was counted in the period that ends with this. */
  drain(): Tallied[] {
    const counted = [...this.kinds.values(), ...this.beyond.values()].filter(({ count }) => count > 0);
    this.kinds = new Map();
    this.beyond = new Map();
    return counted;
  }
}

function keyOf({ action, caller }: FaceOperation, outcome: string): string {
  return JSON.stringify([caller?.id, caller?.role, action, outcome]);
}
