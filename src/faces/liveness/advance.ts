import { type Draw, nextDirection } from './challenge.js';
import { distanceToNeutral } from './continuity.js';
import { type Hint, usableFace } from './frame-hint.js';
import {
  foreshortening,
  type HeadPose,
  isBack,
  isSideways,
  reachedDirection,
  shareOf,
  speedBetween,
  turnFrom,
} from './head-motion.js';
import { LIVENESS_RULES } from './liveness-rules.js';
import { median } from './median.js';
import type { Moment } from './session-clock.js';
import type { FrameFace, SessionFrame } from './session-frame.js';
import type { Baseline, Failure, NeutralFrame, Phase, Progress, TurnStep } from './session-progress.js';

/** What depends on the networks in use and on the operator. */
export interface Judgement {
  /** Greatest distance of a frame's encoding to the neutral's, between directions. */
  continuityMax: number;
  /** Least median of the passive scores; null without the networks for them. */
  liveScoreMin: number | null;
  draw: Draw;
}

export type Advance =
  | { kind: 'running'; progress: Progress; hint: Hint | null }
  | { kind: 'passed'; progress: Progress; liveScore: number | null }
  | { kind: 'failed'; failure: Failure };

type PhaseOf<Kind extends Phase['kind']> = Extract<Phase, { kind: Kind }>;

/**
 * One frame further. Straight (three frames) → a direction → back → the next one, until three are done. A frame that shows
 * nothing usable changes nothing, but time goes on.
 */
export function advance(progress: Progress, frame: SessionFrame, judgement: Judgement): Advance {
  const { phase } = progress;
  const late = tooLate(phase, frame);
  if (late !== null) return { kind: 'failed', failure: late };
  const face = usableFace(frame, phase);
  if (typeof face === 'string') return { kind: 'running', progress: paused(progress), hint: face };
  const { yaw, pitch } = face;
  const seen = { ...progress, previous: { atMs: frame.atMs, yaw, pitch } };
  switch (phase.kind) {
    case 'neutral':
      return atNeutral(seen, phase, face, frame, judgement);
    case 'turn':
      return atTurn(seen, phase, face, frame, {
        ...judgement,
        isFast: isFast(progress, frame.atMs, face),
      });
    case 'return':
      return atReturn(seen, phase, face, frame, judgement);
  }
}

/** The median of the passive scores; null when there are fewer than it needs. */
function liveScoreOf({ scores }: Progress): number | null {
  return scores.length < LIVENESS_RULES.scores ? null : median(scores);
}

function tooLate(phase: Phase, { clockMs }: Moment): Failure | null {
  if (phase.kind === 'turn' && clockMs - phase.step.instructed.clockMs > LIVENESS_RULES.turnMs)
    return 'TURN_TOO_LATE';
  if (phase.kind === 'return' && clockMs - phase.reached.clockMs > LIVENESS_RULES.returnMs)
    return 'RETURN_TOO_LATE';
  return null;
}

/** Frames have to count in a row. */
function paused(progress: Progress): Progress {
  const { phase } = progress;
  if (phase.kind === 'neutral') return { ...progress, phase: { kind: 'neutral', frames: [] } };
  if (phase.kind === 'return') return progress;
  return { ...progress, phase: { ...phase, step: { ...phase.step, reached: [], strayed: 0 } } };
}

function isFast({ previous }: Progress, atMs: number, face: FrameFace): boolean {
  return previous !== null && speedBetween(previous, { ...face, atMs }) > LIVENESS_RULES.speed;
}

function atNeutral(
  progress: Progress,
  phase: PhaseOf<'neutral'>,
  face: FrameFace,
  { answered }: SessionFrame,
  judgement: Judgement,
): Advance {
  const { encoding, earlier } = face;
  const frames = [...phase.frames, { ...poseOf(face), encoding, earlier }];
  const scored = withScore(progress, face);
  if (frames.length < LIVENESS_RULES.neutralFrames) {
    return running({ ...scored, phase: { kind: 'neutral', frames } });
  }
  const of = (key: keyof HeadPose) => median(frames.map((each) => each[key]));
  const baseline: Baseline = {
    yaw: of('yaw'),
    pitch: of('pitch'),
    roll: of('roll'),
    chinRatio: of('chinRatio'),
    encodings: frames.map((frame) => frame.encoding),
    earlier: earlierOf(frames),
  };
  const isOnePerson = frames.every((frame) => isSamePerson(baseline, frame.encoding, judgement));
  if (!isOnePerson) return { kind: 'failed', failure: 'PERSON_CHANGED' };
  return running(askFor(scored, baseline, answered, judgement));
}

function atTurn(
  progress: Progress,
  { baseline, step: before }: PhaseOf<'turn'>,
  face: FrameFace,
  { atMs, answered }: SessionFrame,
  { isFast: fast, ...judgement }: Judgement & { isFast: boolean },
): Advance {
  const turn = turnFrom(baseline, face);
  const share = shareOf(before.direction, turn);
  const at = reachedDirection(turn);
  const step = followed(before, { share, isBack: isBack(turn), fast });
  if (at !== null && at !== step.direction) {
    const strayed = step.strayed + 1;
    if (strayed >= LIVENESS_RULES.reachedFrames) return { kind: 'failed', failure: 'WRONG_DIRECTION' };
    return running(withStep(progress, baseline, { ...step, strayed, reached: [] }));
  }
  if (at === null) return running(withStep(progress, baseline, { ...step, strayed: 0, reached: [] }), step);
  if (!isSamePerson(baseline, face.encoding, judgement)) return { kind: 'failed', failure: 'PERSON_CHANGED' };
  const isInTime = atMs - step.instructed.atMs >= LIVENESS_RULES.reactionMs;
  if (!isInTime || step.isRushed || !step.wayIsSeen) {
    const rushed = { ...step, strayed: 0, reached: [], isRushed: true };
    return running(withStep(progress, baseline, rushed), rushed);
  }
  const reached = [...step.reached, poseOf(face)];
  if (reached.length < LIVENESS_RULES.reachedFrames) {
    return running(withStep(progress, baseline, { ...step, strayed: 0, reached }));
  }
  if (isSideways(step.direction) && isFlat(baseline, reached))
    return { kind: 'failed', failure: 'FLAT_FACE' };
  return running({ ...progress, phase: { kind: 'return', baseline, reached: answered } });
}

function atReturn(
  progress: Progress,
  phase: PhaseOf<'return'>,
  face: FrameFace,
  { answered }: SessionFrame,
  judgement: Judgement,
): Advance {
  const { baseline } = phase;
  if (!isBack(turnFrom(baseline, face))) return running(progress);
  if (!isSamePerson(baseline, face.encoding, judgement)) return { kind: 'failed', failure: 'PERSON_CHANGED' };
  const scored = withScore(progress, face);
  if (scored.directions.length < LIVENESS_RULES.directions) {
    return running(askFor(scored, baseline, answered, judgement));
  }
  const liveScore = liveScoreOf(scored);
  const { liveScoreMin } = judgement;
  // Scores that are too few say nothing: a few more frames of the straight face are needed.
  if (liveScoreMin !== null && liveScore === null) return running(scored);
  if (liveScoreMin !== null && liveScore !== null && liveScore < liveScoreMin)
    return { kind: 'failed', failure: 'NOT_LIVE' };
  return { kind: 'passed', progress: scored, liveScore };
}

function askFor(progress: Progress, baseline: Baseline, instructed: Moment, { draw }: Judgement): Progress {
  const direction = nextDirection(progress.directions, draw);
  const step: TurnStep = {
    direction,
    instructed,
    wayIsSeen: false,
    isRushed: false,
    reached: [],
    strayed: 0,
  };
  return { ...withStep(progress, baseline, step), directions: [...progress.directions, direction] };
}

/** The way so far. A turn that was too fast begins anew when the face is back. */
function followed(step: TurnStep, now: { share: number; isBack: boolean; fast: boolean }): TurnStep {
  if (now.fast) return { ...step, isRushed: true, wayIsSeen: false };
  const isOnTheWay = now.share >= LIVENESS_RULES.wayShare && now.share < 1;
  return {
    ...step,
    isRushed: step.isRushed && !now.isBack,
    wayIsSeen: step.wayIsSeen || isOnTheWay,
  };
}

function withStep(progress: Progress, baseline: Baseline, step: TurnStep): Progress {
  return { ...progress, phase: { kind: 'turn', baseline, step } };
}

function withScore(progress: Progress, { liveScore }: FrameFace): Progress {
  return liveScore === null ? progress : { ...progress, scores: [...progress.scores, liveScore] };
}

function isSamePerson(
  { encodings }: Baseline,
  encoding: readonly number[],
  { continuityMax }: Judgement,
): boolean {
  return distanceToNeutral(encodings, encoding) <= continuityMax;
}

function isFlat(baseline: Baseline, reached: readonly HeadPose[]): boolean {
  const growth = reached.reduce((sum, pose) => sum + foreshortening(baseline, pose), 0) / reached.length;
  return growth > LIVENESS_RULES.foreshortening;
}

function earlierOf(frames: readonly NeutralFrame[]): Baseline['earlier'] {
  const encodings = frames.map(({ earlier }) => earlier).filter((earlier) => earlier !== null);
  return encodings.length === frames.length ? encodings : [];
}

function poseOf({ yaw, pitch, roll, chinRatio }: HeadPose): HeadPose {
  return { yaw, pitch, roll, chinRatio };
}

function running(progress: Progress, step?: TurnStep): Advance {
  return { kind: 'running', progress, hint: step?.isRushed === true ? 'TURN_SLOWER' : null };
}
