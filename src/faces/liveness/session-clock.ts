import { LIVENESS_RULES } from './liveness-rules.js';

/** A moment of a session, in milliseconds since it began. */
export interface Moment {
  /** As a watch shows it: heads turn by it. */
  atMs: number;
  /** By the session's own clock, by which people are late: it stands still while a look at a frame takes longer than `lookMs`, and while a frame that was turned away has to wait. */
  clockMs: number;
}

/** When the answer to a frame goes out: what is asked for then is asked for from that moment on. */
export function answeredAt(arrived: Moment, atMs: number): Moment {
  return { atMs, clockMs: arrived.clockMs + Math.min(atMs - arrived.atMs, LIVENESS_RULES.lookMs) };
}

/** Of a frame that is looked at in no time. */
export function atOnce(atMs: number): Moment & { answered: Moment } {
  const moment = { atMs, clockMs: atMs };
  return { ...moment, answered: moment };
}
