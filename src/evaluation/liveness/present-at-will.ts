import { advance, type Advance, type Judgement } from '../../faces/liveness/advance.js';
import { type Direction, possibleNext } from '../../faces/liveness/challenge.js';
import { isBack, shareOf, type Turn, turnFrom } from '../../faces/liveness/head-motion.js';
import { LIVENESS_RULES } from '../../faces/liveness/liveness-rules.js';
import { usableFace } from '../../faces/liveness/frame-hint.js';
import { atOnce } from '../../faces/liveness/session-clock.js';
import type { FrameFace, SessionFrame } from '../../faces/liveness/session-frame.js';
import { BEGINNING, type Progress } from '../../faces/liveness/session-progress.js';

/** Slow enough for any turn of the data, quick enough for the session. */
const GAP_MS = 400;
const MAX_FRAMES = 40;

/** How a session that was presented something ended. */
export type Presented = Exclude<Advance, { kind: 'running' }> | { kind: 'expired'; progress: Progress };

/** Every challenge that a session can draw. */
export function allChallenges(taken: readonly Direction[] = []): (readonly Direction[])[] {
  if (taken.length === LIVENESS_RULES.directions) return [taken];
  return possibleNext(taken).flatMap((next) => allChallenges([...taken, next]));
}

/** Draws this challenge. */
export function drawOf(challenge: readonly Direction[]): Judgement['draw'] {
  let drawn = 0;
  return () => {
    const index = possibleNext(challenge.slice(0, drawn)).indexOf(challenge[drawn] ?? 'left');
    drawn += 1;
    return index;
  };
}

/**
 * Somebody who has these pictures at hand, knows how the session works, and shows what is asked for as well as they can: the way,
 * then the farthest turn for as long as it takes, then the straightest face.
 */
export function presentAtWill(frames: readonly SessionFrame[], judgement: Judgement): Presented {
  let progress = BEGINNING;
  for (let count = 0; count < MAX_FRAMES; count++) {
    const face = choose(frames, progress);
    const outcome = advance(progress, { ...atOnce(count * GAP_MS), face }, judgement);
    if (outcome.kind !== 'running') return outcome;
    ({ progress } = outcome);
  }
  return { kind: 'expired', progress };
}

function choose(frames: readonly SessionFrame[], { phase, directions }: Progress): SessionFrame['face'] {
  const faces = frames.map((frame) => usableFace(frame, phase)).filter((face) => typeof face !== 'string');
  const [first] = frames;
  if (faces.length === 0 && first !== undefined) return first.face;
  if (phase.kind === 'neutral')
    return straightest(faces, { yaw: 0, pitch: medianPitch(faces) }, phase.frames.length);
  if (phase.kind === 'return') return straightest(faces, phase.baseline, directions.length);
  const { direction, wayIsSeen } = phase.step;
  const share = (face: FrameFace) => shareOf(direction, turnFrom(phase.baseline, face));
  const onTheWay = faces.filter((face) => share(face) >= LIVENESS_RULES.wayShare && share(face) < 1);
  const byShare = (wayIsSeen || onTheWay.length === 0 ? faces : onTheWay).toSorted(
    (a, b) => share(a) - share(b),
  );
  return byShare[wayIsSeen ? byShare.length - 1 : Math.floor(byShare.length / 2)] ?? 'NO_FACE';
}

/** Not always the same picture: a frozen one would be no sign of life either. */
function straightest(faces: readonly FrameFace[], neutral: Turn, turn: number): FrameFace | 'NO_FACE' {
  const off = (face: FrameFace) => {
    const { yaw, pitch } = turnFrom(neutral, face);
    return Math.hypot(yaw, pitch);
  };
  const sorted = faces.toSorted((a, b) => off(a) - off(b));
  const near = sorted.filter((face) => isBack(turnFrom(neutral, face)));
  return near[turn % Math.min(near.length, 3)] ?? sorted[0] ?? 'NO_FACE';
}

function medianPitch(faces: readonly FrameFace[]): number {
  return faces.map(({ pitch }) => pitch).toSorted((a, b) => a - b)[Math.floor(faces.length / 2)] ?? 0;
}
