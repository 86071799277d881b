import { describe, expect, it } from '@jest/globals';
import { encodeFace } from './encode-face.js';

const MODEL = { dimension: 2, inputSize: 2, flip: true, l2Normalize: false };
const CHIP = new Float32Array(MODEL.inputSize ** 2 * 3);

/** A network that answers this, whatever it sees. */
const answering = (...answers: number[]) => ({
  encode: () => Promise.resolve(Float32Array.from(answers)),
});

describe('encodeFace', () => {
  it('averages the answers for the chip and its mirror image', async () => {
    expect([...(await encodeFace(answering(1, 0, 0, 1), MODEL, CHIP))]).toEqual([0.5, 0.5]);
    const plain = await encodeFace(answering(3, 4), { ...MODEL, flip: false, l2Normalize: true }, CHIP);
    expect(plain).toEqual(Float32Array.of(0.6, 0.8));
  });

  it.each([
    ['zeros', [0, 0, 0, 0]],
    ['answers that cancel out', [1, 1, -1, -1]],
    ['NaN', [1, 1, NaN, 1]],
    ['infinity', [1, Infinity, 1, 1]],
    ['too few numbers', [1, 1, 1]],
  ])('refuses %s, which would match each other', async (_, answers) => {
    await expect(encodeFace(answering(...answers), MODEL, CHIP)).rejects.toMatchObject({
      code: 'FACE_UNUSABLE',
    });
  });
});
