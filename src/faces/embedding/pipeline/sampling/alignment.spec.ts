import { describe, expect, it } from '@jest/globals';
import { chipToImage, fivePoints } from './alignment.js';
import { apply, fitSimilarity, scaleOf } from './similarity.js';

const turned = (degrees: number, scale: number, tx: number, ty: number) => ({
  a: scale * Math.cos((degrees * Math.PI) / 180),
  b: scale * Math.sin((degrees * Math.PI) / 180),
  tx,
  ty,
});

describe('fitSimilarity', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 10, y: 1 },
    { x: 3, y: 7 },
    { x: -4, y: 5 },
  ];

  it('recovers rotation, scale and shift', () => {
    const truth = turned(33, 2.5, 100, -40);
    const found = fitSimilarity(
      points,
      points.map((point) => apply(truth, point)),
    );
    expect(found.a).toBeCloseTo(truth.a, 10);
    expect(found.b).toBeCloseTo(truth.b, 10);
    expect(found.tx).toBeCloseTo(100, 10);
    expect(found.ty).toBeCloseTo(-40, 10);
    expect(scaleOf(found)).toBeCloseTo(2.5, 10);
  });
});

/** The landmarks of a tilted face, and what `dlib.get_face_chip_details(face, 150, 0.25)` of dlib 20.0.1 says of it. */
const TILTED_FACE = [
  167, 201, 159, 238, 156, 276, 153, 316, 155, 354, 170, 388, 197, 413, 229, 433, 265, 445, 301, 447, 333,
  436, 359, 418, 376, 394, 389, 366, 403, 337, 415, 308, 422, 278, 217, 172, 240, 166, 262, 167, 284, 176,
  302, 192, 355, 207, 376, 204, 396, 206, 414, 217, 422, 235, 320, 230, 316, 252, 311, 272, 307, 293, 277,
  309, 287, 316, 298, 322, 309, 323, 319, 322, 228, 209, 245, 200, 265, 207, 278, 227, 259, 224, 239, 220,
  344, 248, 364, 235, 384, 239, 395, 256, 381, 259, 362, 255, 229, 343, 254, 336, 279, 336, 291, 342, 305,
  342, 321, 352, 335, 369, 315, 379, 296, 379, 282, 377, 268, 372, 247, 360, 237, 345, 275, 353, 288, 357,
  301, 360, 327, 368, 300, 360, 286, 357, 273, 353,
];
const DLIB_CHIP = {
  left: 133.238,
  top: 124.618,
  right: 472.003,
  bottom: 463.384,
  angle: 0.23511523405414604,
};

describe('chipToImage', () => {
  it('puts the chip where dlib puts it', () => {
    const landmarks = Array.from({ length: 68 }, (_, i) => ({
      x: TILTED_FACE[2 * i] ?? NaN,
      y: TILTED_FACE[2 * i + 1] ?? NaN,
    }));
    const found = chipToImage('dlib-chip-150', landmarks);
    expect(Math.atan2(found.b, found.a)).toBeCloseTo(DLIB_CHIP.angle, 6);
    // dlib's rectangles include their last pixel.
    expect(scaleOf(found) * 150).toBeCloseTo(DLIB_CHIP.right - DLIB_CHIP.left + 1, 2);
    const middle = apply(found, { x: 75, y: 75 });
    expect(middle.x).toBeCloseTo((DLIB_CHIP.left + DLIB_CHIP.right) / 2, 2);
    expect(middle.y).toBeCloseTo((DLIB_CHIP.top + DLIB_CHIP.bottom) / 2, 2);
  });

  /** ArcFace's own five points as landmarks. */
  const eye = (x: number, y: number) => Array.from({ length: 6 }, () => ({ x, y }));
  const landmarks = Array.from({ length: 68 }, () => ({ x: 0, y: 0 }));
  landmarks.splice(36, 6, ...eye(38.2946, 51.6963));
  landmarks.splice(42, 6, ...eye(73.5318, 51.5014));
  landmarks[30] = { x: 56.0252, y: 71.7366 };
  landmarks[48] = { x: 41.5493, y: 92.3655 };
  landmarks[54] = { x: 70.7299, y: 92.2041 };

  it("takes ArcFace's template to the five points of a face", () => {
    const truth = turned(-20, 1.7, 12, 34);
    const face = landmarks.map((point) => apply(truth, point));
    expect(fivePoints(face)).toHaveLength(5);
    const found = chipToImage('arcface-112', face);
    expect(found.a).toBeCloseTo(truth.a, 6);
    expect(found.b).toBeCloseTo(truth.b, 6);
    expect(found.tx).toBeCloseTo(12, 4);
  });

  it("turns dlib's chip with the face", () => {
    const truth = turned(40, 3, 0, 0);
    const upright = chipToImage('dlib-chip-150', landmarks);
    const tilted = chipToImage(
      'dlib-chip-150',
      landmarks.map((point) => apply(truth, point)),
    );
    expect(scaleOf(tilted) / scaleOf(upright)).toBeCloseTo(3, 6);
    const angle = (Math.atan2(tilted.b, tilted.a) - Math.atan2(upright.b, upright.a)) * (180 / Math.PI);
    expect(angle).toBeCloseTo(40, 6);
  });
});
