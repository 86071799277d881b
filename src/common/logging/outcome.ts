import type { ServerResponse } from 'node:http';

/** What was decided of a request, for its line in the log. */
export interface Outcome {
  /** Stable, as the body has it. */
  code: string;
  /** Why, in words of ours: nothing of the request may be in it. */
  reason?: string;
}

const outcomes = new WeakMap<ServerResponse, Outcome>();

export function noteOutcome(response: ServerResponse, outcome: Outcome): void {
  outcomes.set(response, outcome);
}

export function outcomeOf(response: ServerResponse): Outcome | undefined {
  return outcomes.get(response);
}
