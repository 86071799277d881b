import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { RgbImage } from '../decoding/decode-photo.js';
import { resampleSquare, squareTarget } from './resample.js';

/** Deterministic noise: every pixel matters. */
function noise(width: number, height: number): RgbImage {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 2_654_435_761) >>> 24);
  return { data, width, height };
}

/** face-api's own way: zero padding to a square, then TensorFlow's bilinear resize. */
function byTensorflow(
  { data, width, height }: RgbImage,
  before: [number, number],
  side: number,
  size: number,
) {
  return tf.tidy(() => {
    const image = tf.tensor3d(Float32Array.from(data), [height, width, 3]);
    const [left, top] = before;
    const padded = tf.pad(image, [
      [top, side - height - top],
      [left, side - width - left],
      [0, 0],
    ]);
    return tf.image.resizeBilinear(padded, [size, size], false, false).dataSync();
  });
}

describe('resampleSquare', () => {
  beforeAll(() => {
    // Without this it advertises its Node backend on every run.
    tf.env().set('IS_NODE', false);
    return tf.setBackend('cpu');
  });

  it.each([
    ['shrinks a landscape photograph', 90, 61, 32],
    ['shrinks a portrait photograph', 47, 100, 32],
    ['enlarges', 20, 15, 64],
    ['keeps a square of the right size', 32, 32, 32],
  ])('%s as TensorFlow does', (_, width, height, size) => {
    const image = noise(width, height);
    const side = Math.max(width, height);
    const out = new Float32Array(size * size * 3);
    const canvas = { side, left: 0, top: 0, fill: 0 };
    resampleSquare(image, { x: 0, y: 0, width, height }, canvas, squareTarget(size, out));
    const expected = byTensorflow(image, [0, 0], side, size);
    const worst = Math.max(...out.map((value, i) => Math.abs(value - (expected[i] ?? NaN))));
    expect(worst).toBeLessThan(1e-3);
  });

  it('draws one region of the image, centred, and nothing of its surroundings', () => {
    const image = noise(60, 50);
    const region = { x: 11, y: 7, width: 20, height: 31 };
    const cut = {
      width: 20,
      height: 31,
      data: Uint8Array.from({ length: 20 * 31 * 3 }, (_, i) => {
        const [row, column, channel] = [Math.floor(i / 60), Math.floor((i % 60) / 3), i % 3];
        return image.data[((row + 7) * 60 + column + 11) * 3 + channel] ?? 0;
      }),
    };
    const out = new Float32Array(24 * 24 * 3);
    resampleSquare(image, region, { side: 31, left: 5, top: 0, fill: 0 }, squareTarget(24, out));
    const expected = byTensorflow(cut, [5, 0], 31, 24);
    const worst = Math.max(...out.map((value, i) => Math.abs(value - (expected[i] ?? NaN))));
    expect(worst).toBeLessThan(1e-3);
  });

  it('fills the rest of the canvas, and writes behind the offset only', () => {
    const out = new Float32Array(2 * 8 * 8 * 3).fill(-1);
    const image = { data: new Uint8Array(4 * 4 * 3).fill(200), width: 4, height: 4 };
    resampleSquare(
      image,
      { x: 0, y: 0, width: 4, height: 4 },
      { side: 8, left: 2, top: 2, fill: 128 },
      squareTarget(8, out, 1),
    );
    expect(out.slice(0, 192).every((value) => value === -1)).toBe(true);
    expect(out[192]).toBe(128);
    expect(out[192 + (3 * 8 + 3) * 3]).toBe(200);
  });

  it('writes a part of the square, in rows of the stride', () => {
    const image = noise(90, 61);
    const region = { x: 0, y: 0, width: 90, height: 61 };
    const canvas = { side: 90, left: 0, top: 0, fill: 7 };
    const square = new Float32Array(32 * 32 * 3);
    resampleSquare(image, region, canvas, squareTarget(32, square));
    const part = new Float32Array(40 * 24 * 3).fill(-1);
    const target = { size: 32, width: 32, height: 24, numbers: part, offset: 6, stride: 40 * 3 };
    resampleSquare(image, region, canvas, target);
    for (let row = 0; row < 24; row++) {
      const line = part.subarray(row * 120, (row + 1) * 120);
      expect(line.subarray(6, 102)).toEqual(square.subarray(row * 96, (row + 1) * 96));
      expect([...line.subarray(0, 6), ...line.subarray(102)].every((value) => value === -1)).toBe(true);
    }
  });
});
