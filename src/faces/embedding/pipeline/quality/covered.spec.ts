import { COVER_FEATURES, coverFeatures } from './cover-features.js';
import { coveredBy, coveredOf, type CoverNetwork, restored } from './covered.js';

const SIDE = 150;
type Colour = readonly [number, number, number];

/** A chip whose colour at (u, v) is given. */
const chipOf = (colour: (u: number, v: number) => Colour): Float32Array => {
  const chip = new Float32Array(SIDE * SIDE * 3);
  for (let v = 0; v < SIDE; v++) for (let u = 0; u < SIDE; u++) chip.set(colour(u, v), (v * SIDE + u) * 3);
  return chip;
};
const shaded = (u: number, v: number): Colour => {
  const light = 120 + 40 * Math.sin(u / 9) + 20 * Math.cos(v / 7);
  return [light + 20, light, light - 15];
};

describe('coverFeatures', () => {
  const cellOf = (u: number, v: number) => (Math.floor(v / 15) * 10 + Math.floor(u / 15)) * 8;

  it('says where light and colour differ from the rest', () => {
    const blueBelow = chipOf((u, v) => (v < 105 ? shaded(u, v) : [60, 90, 160]));
    const features = coverFeatures(blueBelow);
    expect(features).toHaveLength(COVER_FEATURES);
    expect(features[cellOf(75, 120) + 1]).toBeGreaterThan(1);
    expect(features[cellOf(75, 60) + 1]).toBeLessThan(0);
  });

  it('tells upright edges from level ones', () => {
    const bars = coverFeatures(chipOf((u) => (Math.floor(u / 9) % 2 === 0 ? [60, 60, 60] : [180, 180, 180])));
    const at = cellOf(75, 75);
    expect(bars[at + 4]).toBeGreaterThan(0.5);
    expect(bars[at + 5]).toBeCloseTo(0, 6);
  });

  it('hardly depends on the strength of the light', () => {
    const [bright, dim] = [
      coverFeatures(chipOf(shaded)),
      coverFeatures(chipOf((u, v) => shaded(u, v).map((c) => c * 0.7) as [number, number, number])),
    ];
    const differences = bright.map((value, i) => Math.abs(value - (dim[i] ?? NaN)));
    expect(Math.max(...differences)).toBeLessThan(0.6);
  });

  it('is finite for a chip of one colour', () => {
    expect(coverFeatures(chipOf(() => [0, 0, 0])).every(Number.isFinite)).toBe(true);
  });
});

describe('the network', () => {
  it('answers chances', () => {
    const { hidden, altered } = coveredOf(chipOf(shaded));
    expect(hidden).toBeGreaterThanOrEqual(0);
    expect(altered).toBeGreaterThanOrEqual(hidden - 1e-6);
    expect(altered).toBeLessThanOrEqual(1);
  });

  it('is a layer of ReLU and a softmax: hidden is a covered mouth or eye, altered also a frame', () => {
    const network: CoverNetwork = {
      first: Float32Array.from([1, -1]),
      firstBias: Float32Array.from([0, 0]),
      second: Float32Array.from([0, 0, 1, 0, 0, 0, 0, 1]),
      secondBias: new Float32Array(4),
    };
    const total = 3 + Math.E ** 2;
    const positive = coveredBy(network, Float32Array.from([2]));
    expect(positive.hidden).toBeCloseTo((1 + Math.E ** 2) / total, 5);
    const negative = coveredBy(network, Float32Array.from([-2]));
    expect(negative.hidden).toBeCloseTo(2 / total, 5);
    expect(negative.altered).toBeCloseTo((2 + Math.E ** 2) / total, 5);
  });

  it('is stored in bytes with a scale for each unit', () => {
    const first = Buffer.from(Int8Array.from([127, -64, 1, -127]).buffer).toString('base64');
    const { first: weights } = restored({
      first,
      scales: [0.01, 2],
      firstBias: [0, 0],
      second: [],
      secondBias: [],
    });
    expect(Array.from(weights, (value) => Number(value.toFixed(4)))).toEqual([1.27, -0.64, 2, -254]);
  });
});
