import { type Direction, DIRECTIONS } from './challenge.js';
import type { HeadPose } from './head-motion.js';
import type { Moment } from './session-clock.js';
import type { FrameFace } from './session-frame.js';

/** Why a session has failed, for its creator and the audit record. */
export const FAILURES = [
  'WRONG_DIRECTION',
  'TURN_TOO_LATE',
  'RETURN_TOO_LATE',
  'PERSON_CHANGED',
  'FLAT_FACE',
  'NOT_LIVE',
  'FRAMES_USED_UP',
] as const;
export type Failure = (typeof FAILURES)[number];

/** The person's own neutral, and what they are recognised by. */
export interface Baseline extends HeadPose {
  /** Directions of the neutral frames' encodings. */
  encodings: readonly (readonly number[])[];
  /** Those by the predecessor's network; empty unless it was asked of every neutral frame. */
  earlier: readonly (readonly number[])[];
}

/** A frame that looks straight, at the beginning. */
export type NeutralFrame = HeadPose & Pick<FrameFace, 'encoding' | 'earlier'>;

export interface TurnStep {
  direction: Direction;
  /** When it was asked for. */
  instructed: Moment;
  /** A frame has shown the way there. */
  wayIsSeen: boolean;
  /** It was too fast to be followed: it counts only after the face has been back. */
  isRushed: boolean;
  /** Frames in a row at the direction. */
  reached: readonly HeadPose[];
  /** Frames in a row at another direction. */
  strayed: number;
}

/** What a session waits for. */
export type Phase =
  | { kind: 'neutral'; frames: readonly NeutralFrame[] }
  | { kind: 'turn'; baseline: Baseline; step: TurnStep }
  | { kind: 'return'; baseline: Baseline; /** When its end was told. */ reached: Moment };

/** Everything that a session remembers between two frames. Plain data: it lies in the database between them. */
export interface Progress {
  phase: Phase;
  /** In the order in which they were asked for; the last one may be under way. */
  directions: readonly Direction[];
  /** The last frame with a usable face. */
  previous: { atMs: number; yaw: number; pitch: number } | null;
  /** Passive scores of the frames that look straight. */
  scores: readonly number[];
}

export const BEGINNING: Progress = {
  phase: { kind: 'neutral', frames: [] },
  directions: [],
  previous: null,
  scores: [],
};

/** What the person is to do. */
export const INSTRUCTIONS = ['straight', ...DIRECTIONS] as const;
export type Instruction = (typeof INSTRUCTIONS)[number];

export function instructionOf({ phase }: Progress): Instruction {
  return phase.kind === 'turn' ? phase.step.direction : 'straight';
}

/** Whether a direction has been asked for. */
export function isAsked({ directions }: Progress): boolean {
  return directions.length > 0;
}
