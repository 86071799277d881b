import { describe, expect, it } from '@jest/globals';
import { decodeWeights, findWeights, readWeightFiles, tensorOf } from '../../engines/weights.js';
import { ssdAnchors } from './anchors.js';

describe('ssdAnchors', () => {
  it('makes the table that the detector was trained with', async () => {
    const weights = decodeWeights(await readWeightFiles('detector', findWeights('detector', '/nowhere')));
    const { data } = tensorOf(weights, 'Output/extra_dim', 3);
    const anchors = ssdAnchors({ width: 512, height: 512 });
    expect(anchors).toHaveLength(data.length);
    let worst = 0;
    for (let i = 0; i < data.length / 4; i++) {
      const [y = NaN, x = NaN, height = NaN, width = NaN] = anchors.subarray(i * 4, i * 4 + 4);
      const corners = [y - height / 2, x - width / 2, y + height / 2, x + width / 2];
      corners.forEach((corner, side) => {
        worst = Math.max(worst, Math.abs(corner - (data[i * 4 + side] ?? NaN)));
      });
    }
    expect(worst).toBeLessThan(1e-6);
  });

  it('leaves out, for a smaller input, the cells behind it, and moves none', () => {
    const [square, part] = [
      { width: 512, height: 512 },
      { width: 512, height: 352 },
    ].map(ssdAnchors);
    // 22, 11, 6, 3, 2 and 1 rows of cells.
    expect(part).toHaveLength((22 * 32 * 3 + (11 * 16 + 6 * 8 + 3 * 4 + 2 * 2 + 1) * 6) * 4);
    expect(part?.subarray(0, 22 * 32 * 3 * 4)).toEqual(square?.subarray(0, 22 * 32 * 3 * 4));
    expect(part?.subarray(-24)).toEqual(square?.subarray(-24));
  });
});
