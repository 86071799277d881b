import { randomInt } from 'node:crypto';
import { advance, type Judgement } from '../../faces/liveness/advance.js';
import { LIVENESS_RULES } from '../../faces/liveness/liveness-rules.js';
import { answeredAt, type Moment } from '../../faces/liveness/session-clock.js';
import type { SessionFrame } from '../../faces/liveness/session-frame.js';
import { BEGINNING } from '../../faces/liveness/session-progress.js';

/** As a client sends them. */
const FRAME_MS = 250;

/**
 * Of sessions with drawn directions to which a recording was shown by somebody who chooses nothing: how many passed.
 * @param lookMs how long the service takes for a look at a frame: the next one is shown only then
 */
export function replayAtRandom(
  frames: readonly SessionFrame[],
  judgement: Omit<Judgement, 'draw'>,
  times: number,
  lookMs = 0,
): number {
  let passed = 0;
  for (let replay = 0; replay < times; replay++) {
    const startMs = randomInt(LIVENESS_RULES.sessionMs);
    if (replayPasses(frames, { ...judgement, draw: randomInt }, { startMs, lookMs })) passed += 1;
  }
  return passed;
}

/** Forwards and backwards, so that it has no cut, from some moment on. */
function replayPasses(
  frames: readonly SessionFrame[],
  judgement: Judgement,
  { startMs, lookMs }: { startMs: number; lookMs: number },
): boolean {
  const firstMs = frames[0]?.atMs ?? 0;
  const lengthMs = Math.max((frames.at(-1)?.atMs ?? 0) - firstMs, 1);
  let progress = BEGINNING;
  const gapMs = Math.max(FRAME_MS, lookMs);
  let arrived: Moment = { atMs: 0, clockMs: 0 };
  while (arrived.clockMs < LIVENESS_RULES.sessionMs && arrived.atMs < LIVENESS_RULES.sessionMostMs) {
    const { atMs } = arrived;
    const answered = answeredAt(arrived, atMs + lookMs);
    const inLoop = (startMs + atMs) % (2 * lengthMs);
    const inClipMs = firstMs + (inLoop <= lengthMs ? inLoop : 2 * lengthMs - inLoop);
    const shown = frames.findLast((frame) => frame.atMs <= inClipMs) ?? frames[0];
    if (shown === undefined) return false;
    const outcome = advance(progress, { ...shown, ...arrived, answered }, judgement);
    if (outcome.kind !== 'running') return outcome.kind === 'passed';
    ({ progress } = outcome);
    arrived = { atMs: atMs + gapMs, clockMs: answered.clockMs + gapMs - lookMs };
  }
  return false;
}
