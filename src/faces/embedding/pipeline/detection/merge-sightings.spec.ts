import { describe, expect, it } from '@jest/globals';
import { type DetectedFace, mergeSightings, overlapsAny } from './merge-sightings.js';

const face = (score: number, x: number, y: number, side: number): DetectedFace => ({
  box: { x, y, width: side, height: side },
  score,
});

describe('mergeSightings', () => {
  it('averages boxes that are alike, weighted by their scores, under the best score', () => {
    const [merged] = mergeSightings([face(0.6, 10, 0, 100), face(0.9, 0, 0, 100)], 0.5);
    expect(merged?.face.score).toBe(0.9);
    expect(merged?.face.box.x).toBeCloseTo((0.6 * 10) / 1.5, 10);
    expect(merged?.face.box.width).toBeCloseTo(100, 10);
    expect(merged?.sightings).toBe(2);
  });

  it.each([
    ['faces side by side', [face(0.9, 0, 0, 100), face(0.8, 100, 0, 100)], [1, 1]],
    ['boxes that overlap by a third', [face(0.9, 0, 0, 100), face(0.8, 50, 0, 100)], [2]],
    ['boxes that overlap by less', [face(0.9, 0, 0, 100), face(0.8, 60, 0, 100)], [1, 1]],
    ['a box within another', [face(0.9, 0, 0, 100), face(0.8, 30, 30, 40)], [2]],
  ])('%s', (_, found, sightings) => {
    expect(mergeSightings(found, 0.5).map((merged) => merged.sightings)).toEqual(sightings);
  });

  it('counts a faint sighting but leaves its box out of the mean', () => {
    const [merged] = mergeSightings([face(0.9, 0, 0, 100), face(0.3, 20, 0, 100)], 0.5);
    expect(merged).toEqual({ face: face(0.9, 0, 0, 100), sightings: 2 });
  });

  it('makes no face of faint sightings only', () => {
    expect(mergeSightings([face(0.4, 0, 0, 100), face(0.45, 0, 0, 100)], 0.5)).toEqual([]);
  });
});

describe('overlapsAny', () => {
  it('is about the same face, not about touching', () => {
    const faces = [face(0.9, 0, 0, 100), face(0.9, 300, 0, 100)];
    expect(overlapsAny(face(0.3, 310, 5, 90), faces)).toBe(true);
    expect(overlapsAny(face(0.3, 90, 0, 100), faces)).toBe(false);
    expect(overlapsAny(face(0.3, 0, 0, 100), [])).toBe(false);
  });
});
