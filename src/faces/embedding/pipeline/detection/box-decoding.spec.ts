import { describe, expect, it } from '@jest/globals';
import { decodeBoxes, type SquareDetection, suppressOverlapping } from './box-decoding.js';

/** No face anywhere but on the given anchors. */
function answer(logits: Record<number, number>) {
  const faceLogits = new Float32Array(5118).fill(-10);
  for (const [anchor, logit] of Object.entries(logits)) faceLogits[Number(anchor)] = logit;
  return { size: { width: 512, height: 512 }, boxEncodings: new Float32Array(5118 * 4), faceLogits };
}

describe('decodeBoxes', () => {
  it('gives the anchor itself for an encoding of zeros', () => {
    const [found] = decodeBoxes(answer({ 0: 2 }), 0.5);
    // The first anchor: a tenth of the side, centred on the first of 32 x 32 cells.
    expect(found?.left).toBeCloseTo(1 / 64 - 0.05, 6);
    expect(found?.bottom).toBeCloseTo(1 / 64 + 0.05, 6);
    expect(found?.score).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
  });

  it('moves and scales the anchor by the encoding', () => {
    const raw = answer({ 0: 2 });
    raw.boxEncodings.set([10, -10, 5 * Math.log(2), 0]);
    const sizes = decodeBoxes(raw, 0.5).map(({ left, top, right, bottom }) => ({
      x: (left + right) / 2,
      y: (top + bottom) / 2,
      width: right - left,
      height: bottom - top,
    }));
    expect(sizes).toEqual([
      {
        x: expect.closeTo(1 / 64 - 0.1, 5),
        y: expect.closeTo(1 / 64 + 0.1, 5),
        width: expect.closeTo(0.1, 5),
        height: expect.closeTo(0.2, 5),
      },
    ]);
  });

  it('leaves out what is not above the score, and orders by score', () => {
    const scores = decodeBoxes(answer({ 0: 0, 300: 1, 900: 3 }), 0.5).map(({ score }) => score);
    expect(scores).toHaveLength(2);
    expect(scores[0]).toBeGreaterThan(scores[1] ?? Infinity);
  });
});

describe('suppressOverlapping', () => {
  const box = (left: number, score: number): SquareDetection => ({
    left,
    top: 0,
    right: left + 1,
    bottom: 1,
    score,
  });

  it('keeps the best of boxes that overlap by more than half', () => {
    expect(suppressOverlapping([box(0, 0.9), box(0.2, 0.8), box(2, 0.7)], 0.5)).toEqual([
      box(0, 0.9),
      box(2, 0.7),
    ]);
  });

  it('keeps both of two that overlap by less', () => {
    expect(suppressOverlapping([box(0, 0.9), box(0.4, 0.8)], 0.5)).toHaveLength(2);
  });
});
