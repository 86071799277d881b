import type { Outcome } from '../support/http/probing-client.js';
import type { Lab } from './lab.js';

/** What a database holds of the enrolments that were made. */
export interface Audit {
  acknowledged: number;
  /** Acknowledged and not there. */
  lost: number;
  /** There, but not exactly one whole encoding. */
  damaged: number;
}

/** In an encoding of the network that is the default. */
const NUMBERS = 192;

let series = 0;

/** Enrols a new person with each call and remembers whom the service acknowledged. */
export class Enrolments {
  readonly acknowledged: string[] = [];
  readonly #prefix = `e${++series}`;
  #next = 1;

  constructor(private readonly lab: Lab) {}

  async next(): Promise<Outcome> {
    const userId = `${this.#prefix}-${this.#next++}`;
    const outcome = await this.lab.client.enroll(userId, this.lab.photo);
    if (outcome.status === 200) this.acknowledged.push(userId);
    return outcome;
  }

  /** Looks into the database itself. */
  async audit(): Promise<Audit> {
    const { rows } = await this.lab.postgres.run(
      `SELECT user_id, count(*) FILTER (WHERE jsonb_array_length(encoding) = ${NUMBERS})::int AS whole, count(*)::int AS rows
       FROM face_encodings WHERE user_id LIKE '${this.#prefix}-%' GROUP BY user_id`,
    );
    const found = new Map(
      rows.map((row: { user_id: string; whole: number; rows: number }) => [row.user_id, row] as const),
    );
    return {
      acknowledged: this.acknowledged.length,
      lost: this.acknowledged.filter((userId) => !found.has(userId)).length,
      damaged: [...found.values()].filter(({ whole, rows: count }) => whole !== 1 || count !== 1).length,
    };
  }
}
