import { randomInt } from 'node:crypto';
import { advance, type Judgement } from '../../faces/liveness/advance.js';
import { LIVENESS_RULES } from '../../faces/liveness/liveness-rules.js';
import type { SessionFrame } from '../../faces/liveness/session-frame.js';
import { BEGINNING } from '../../faces/liveness/session-progress.js';

/** As a client sends them. */
const FRAME_MS = 250;

/** Of sessions with drawn directions to which a recording was shown by somebody who chooses nothing: how many passed. */
export function replayAtRandom(
  frames: readonly SessionFrame[],
  judgement: Omit<Judgement, 'draw'>,
  times: number,
): number {
  let passed = 0;
  for (let replay = 0; replay < times; replay++) {
    if (replayPasses(frames, { ...judgement, draw: randomInt }, randomInt(LIVENESS_RULES.sessionMs)))
      passed += 1;
  }
  return passed;
}

/** Forwards and backwards, so that it has no cut, from some moment on. */
function replayPasses(frames: readonly SessionFrame[], judgement: Judgement, startMs: number): boolean {
  const firstMs = frames[0]?.atMs ?? 0;
  const lengthMs = Math.max((frames.at(-1)?.atMs ?? 0) - firstMs, 1);
  let progress = BEGINNING;
  for (let atMs = 0; atMs < LIVENESS_RULES.sessionMs; atMs += FRAME_MS) {
    const inLoop = (startMs + atMs) % (2 * lengthMs);
    const inClipMs = firstMs + (inLoop <= lengthMs ? inLoop : 2 * lengthMs - inLoop);
    const shown = frames.findLast((frame) => frame.atMs <= inClipMs) ?? frames[0];
    if (shown === undefined) return false;
    const outcome = advance(progress, { ...shown, atMs, answeredAtMs: atMs }, judgement);
    if (outcome.kind !== 'running') return outcome.kind === 'passed';
    ({ progress } = outcome);
  }
  return false;
}
