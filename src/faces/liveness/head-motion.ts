import type { Point, Pose } from '../embedding/photo-analysis.js';
import { fivePoints } from '../embedding/pipeline/sampling/alignment.js';
import { type Direction, DIRECTIONS } from './challenge.js';
import { LIVENESS_RULES } from './liveness-rules.js';

const CHIN = 8;

/** How far a head has turned from the person's own neutral, in degrees. */
export interface Turn {
  yaw: number;
  pitch: number;
}

/** What the geometry of a session needs of one frame. */
export interface HeadPose extends Pose {
  /** Midpoint of the eyes to the chin, over the distance of the eyes. */
  chinRatio: number;
}

export function turnFrom(neutral: Turn, pose: Turn): Turn {
  return { yaw: pose.yaw - neutral.yaw, pitch: pose.pitch - neutral.pitch };
}

/** How much of a direction's turn is done: 0 at the neutral, 1 where it counts as reached, negative on the other side. */
export function shareOf(direction: Direction, { yaw, pitch }: Turn): number {
  const { turnYaw, turnPitch } = LIVENESS_RULES;
  switch (direction) {
    case 'left':
      return yaw / turnYaw;
    case 'right':
      return -yaw / turnYaw;
    case 'up':
      return pitch / turnPitch;
    case 'down':
      return -pitch / turnPitch;
  }
}

/** The direction that this turn has reached; null for none. A face that is turned to a side is not also looking up. */
export function reachedDirection(turn: Turn): Direction | null {
  const reached = DIRECTIONS.find(
    (direction) =>
      shareOf(direction, turn) >= 1 &&
      (isSideways(direction) || Math.abs(turn.yaw) <= LIVENESS_RULES.pitchYaw),
  );
  return reached ?? null;
}

export function isSideways(direction: Direction): boolean {
  return direction === 'left' || direction === 'right';
}

export function isBack({ yaw, pitch }: Turn): boolean {
  const { returnAngle } = LIVENESS_RULES;
  return Math.abs(yaw) <= returnAngle && Math.abs(pitch) <= returnAngle;
}

/** Degrees per second, the faster of both axes. */
export function speedBetween(before: Turn & { atMs: number }, after: Turn & { atMs: number }): number {
  const { yaw, pitch } = turnFrom(before, after);
  return (Math.max(Math.abs(yaw), Math.abs(pitch)) * 1_000) / (after.atMs - before.atMs);
}

/** @param landmarks the 68 points of the iBUG 300-W layout */
export function chinRatioOf(landmarks: readonly Point[]): number {
  const [right, left] = fivePoints(landmarks);
  const chin = landmarks[CHIN];
  if (!right || !left || !chin) return NaN;
  const middle = { x: (right.x + left.x) / 2, y: (right.y + left.y) / 2 };
  return distance(middle, chin) / distance(right, left);
}

/**
 * How much more the face was foreshortened than a rigid head that turned by this much: the distance of the eyes shrinks with the
 * cosine of the yaw, that from eyes to chin does not. 0 for a head.
 */
export function foreshortening(neutral: HeadPose, turned: HeadPose): number {
  return (
    Math.log(turned.chinRatio / neutral.chinRatio) +
    Math.log(Math.cos(radians(turned.yaw))) -
    Math.log(Math.cos(radians(neutral.yaw)))
  );
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
