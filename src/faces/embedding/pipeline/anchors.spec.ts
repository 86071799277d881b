import { describe, expect, it } from '@jest/globals';
import { ANCHOR_COUNT } from '../engines/face-networks.js';
import { decodeWeights, findWeights, readWeightFiles, tensorOf } from '../engines/weights.js';
import { ssdAnchors } from './anchors.js';

describe('ssdAnchors', () => {
  it('makes the table that the detector was trained with', async () => {
    const weights = decodeWeights(await readWeightFiles('detector', findWeights('detector', '/nowhere')));
    const { data } = tensorOf(weights, 'Output/extra_dim', 3);
    const anchors = ssdAnchors();
    expect(data).toHaveLength(ANCHOR_COUNT * 4);
    let worst = 0;
    for (let i = 0; i < ANCHOR_COUNT; i++) {
      const [y = NaN, x = NaN, height = NaN, width = NaN] = anchors.subarray(i * 4, i * 4 + 4);
      const corners = [y - height / 2, x - width / 2, y + height / 2, x + width / 2];
      corners.forEach((corner, side) => {
        worst = Math.max(worst, Math.abs(corner - (data[i * 4 + side] ?? NaN)));
      });
    }
    expect(worst).toBeLessThan(1e-6);
  });
});
