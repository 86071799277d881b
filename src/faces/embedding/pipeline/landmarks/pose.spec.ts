import { describe, expect, it } from '@jest/globals';
import type { Point, Pose } from '../../photo-analysis.js';
import { FRONTAL_PITCH, HEAD, poseOf } from './pose.js';

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Turns about the axis that the other two span, in their sense. */
const turn = ([u, v]: readonly [number, number], degrees: number): [number, number] => [
  u * Math.cos(radians(degrees)) - v * Math.sin(radians(degrees)),
  u * Math.sin(radians(degrees)) + v * Math.cos(radians(degrees)),
];

/** Where a camera far away sees the landmarks of the average head, first pitched, then turned, then tilted. */
function photographed(pose: Pose, pixelsPerCm: number): Point[] {
  const landmarks = Array.from({ length: 68 }, () => ({ x: NaN, y: NaN }));
  for (const [landmark, right, down, towards] of HEAD) {
    const [z, y] = turn([towards, down], -(pose.pitch + FRONTAL_PITCH));
    const [x] = turn([right, z], -pose.yaw);
    const [imageX, imageY] = turn([x, y], pose.roll);
    landmarks[landmark] = { x: 300 + pixelsPerCm * imageX, y: 200 + pixelsPerCm * imageY };
  }
  return landmarks;
}

describe('poseOf', () => {
  it.each<[string, Pose]>([
    ['into the camera', { yaw: 0, pitch: 0, roll: 0 }],
    ["to the person's left", { yaw: 30, pitch: 0, roll: 0 }],
    ['up', { yaw: 0, pitch: 25, roll: 0 }],
    ['down', { yaw: 0, pitch: -25, roll: 0 }],
    ['with a tilted head', { yaw: 0, pitch: 0, roll: 40 }],
    ['aside, down and tilted', { yaw: -35, pitch: -10, roll: -20 }],
    ['upside down', { yaw: 10, pitch: 5, roll: 170 }],
  ])('looking %s, at any size', (_, pose) => {
    for (const pixelsPerCm of [2, 20]) {
      const found = poseOf(photographed(pose, pixelsPerCm));
      expect(found.yaw).toBeCloseTo(pose.yaw, 6);
      expect(found.pitch).toBeCloseTo(pose.pitch, 6);
      expect(found.roll).toBeCloseTo(pose.roll, 6);
    }
  });

  it('moves by a few degrees only when a landmark is misplaced', () => {
    const pose = { yaw: 10, pitch: -5, roll: 15 };
    const landmarks = photographed(pose, 5);
    landmarks[36] = { x: (landmarks[36]?.x ?? NaN) + 3, y: (landmarks[36]?.y ?? NaN) - 3 };
    const found = poseOf(landmarks);
    for (const angle of ['yaw', 'pitch', 'roll'] as const) {
      expect(Math.abs(found[angle] - pose[angle])).toBeLessThan(6);
    }
  });
});
