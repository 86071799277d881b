import type { Judgement } from '../../faces/liveness/advance.js';
import type { Direction } from '../../faces/liveness/challenge.js';
import { usableFace } from '../../faces/liveness/frame-hint.js';
import { reachedDirection, turnFrom } from '../../faces/liveness/head-motion.js';
import { LIVENESS_RULES } from '../../faces/liveness/liveness-rules.js';
import { median } from '../../faces/liveness/median.js';
import type { FrameFace, SessionFrame } from '../../faces/liveness/session-frame.js';
import type { Failure } from '../../faces/liveness/session-progress.js';
import { allChallenges, drawOf, presentAtWill } from './present-at-will.js';
import { replayAtRandom } from './replay.js';

/** What the session logic makes of a recording. */
export interface RecordingVerdict {
  /** No face ever looked straight into the camera: the session decides nothing. */
  isNoResponse: boolean;
  /** Directions that some frame shows. */
  shown: Direction[];
  /** Of all challenges, and of those whose directions it shows, presented at will. */
  challenges: { of: number; passed: number };
  possible: { of: number; passed: number };
  /** How often each end came. */
  ends: Partial<Record<Failure | 'EXPIRED' | 'PASSED', number>>;
  /** Of sessions with drawn directions that it was replayed to. */
  replays: { of: number; passed: number };
  /** Median passive score of the straight frames; null with fewer than a session needs. */
  liveScore: number | null;
}

/** Shows a recording to every challenge, as well as it can be done, and replays it to random ones. */
export function judgeRecording(
  frames: readonly SessionFrame[],
  judgement: Omit<Judgement, 'draw'>,
  replays: number,
): RecordingVerdict {
  const shown = directionsShown(frames);
  const ends: RecordingVerdict['ends'] = {};
  const challenges = { of: 0, passed: 0 };
  const possible = { of: 0, passed: 0 };
  let isNoResponse = true;
  for (const challenge of allChallenges()) {
    const outcome = presentAtWill(frames, { ...judgement, draw: drawOf(challenge) });
    const isPassed = outcome.kind === 'passed';
    const end =
      outcome.kind === 'failed' ? outcome.failure : outcome.kind === 'expired' ? 'EXPIRED' : 'PASSED';
    ends[end] = (ends[end] ?? 0) + 1;
    if (outcome.kind !== 'expired' || outcome.progress.directions.length > 0) isNoResponse = false;
    for (const counts of challenge.every((direction) => shown.includes(direction))
      ? [challenges, possible]
      : [challenges]) {
      counts.of += 1;
      if (isPassed) counts.passed += 1;
    }
  }
  const passedReplays = isNoResponse ? 0 : replayAtRandom(frames, judgement, replays);
  return {
    ...{ isNoResponse, shown, challenges, possible, ends },
    replays: { of: replays, passed: passedReplays },
    liveScore: liveScoreOf(straightFaces(frames)),
  };
}

/** Faces that may be a session's neutral. */
export function straightFaces(frames: readonly SessionFrame[]): FrameFace[] {
  const neutral = { kind: 'neutral', frames: [] } as const;
  return frames.map((frame) => usableFace(frame, neutral)).filter((face) => typeof face !== 'string');
}

function directionsShown(frames: readonly SessionFrame[]): Direction[] {
  const straight = straightFaces(frames);
  if (straight.length === 0) return [];
  const neutral = {
    yaw: median(straight.map(({ yaw }) => yaw)),
    pitch: median(straight.map(({ pitch }) => pitch)),
  };
  const reached = frames
    .map(({ face }) => (typeof face === 'string' ? null : reachedDirection(turnFrom(neutral, face))))
    .filter((direction) => direction !== null);
  return [...new Set(reached)].sort();
}

function liveScoreOf(faces: readonly FrameFace[]): number | null {
  const scores = faces.map(({ liveScore }) => liveScore).filter((score) => score !== null);
  return scores.length < LIVENESS_RULES.scores ? null : median(scores);
}
