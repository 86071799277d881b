import { describe, expect, it } from '@jest/globals';
import type { Point, Pose, QualityMeasures } from '../../photo-analysis.js';
import { measureQuality, QUALITY_CHIP, qualityFindings } from './quality.js';

const good: QualityMeasures = {
  interocularPx: 60,
  facePx: 150,
  sharpness: 0.17,
  brightness: 130,
  contrast: 40,
  visibleShare: 1,
};
const frontal: Pose = { yaw: 0, pitch: 0, roll: 0 };

const steady = { landmarkSpread: 2.5, uprightSpread: 2.5, hidden: 0.01 };
const unseen = { landmarkSpread: null, uprightSpread: null, hidden: 0.01 };

describe('qualityFindings', () => {
  it('has nothing to say about an ordinary photograph', () => {
    expect(qualityFindings(good, frontal, steady)).toEqual([]);
    expect(qualityFindings(good, frontal, unseen)).toEqual([]);
  });

  it.each<[string, Partial<QualityMeasures>, Partial<Pose>]>([
    ['FACE_CUT_OFF', { visibleShare: 0.5 }, {}],
    ['FACE_TOO_SMALL', { interocularPx: 8 }, {}],
    ['FACE_TOO_DARK', { brightness: 10 }, {}],
    ['FACE_TOO_BRIGHT', { brightness: 250 }, {}],
    ['FACE_LOW_CONTRAST', { contrast: 2 }, {}],
    ['FACE_TURNED_AWAY', {}, { yaw: -80 }],
    ['FACE_TURNED_AWAY', {}, { pitch: 60 }],
    ['FACE_TILTED', {}, { roll: -100 }],
    ['FACE_BLURRED', { sharpness: 0.005 }, {}],
  ])('%s', (code, measures, pose) => {
    const [finding, ...others] = qualityFindings({ ...good, ...measures }, { ...frontal, ...pose }, steady);
    expect(finding?.code).toBe(code);
    const [measured] = [...Object.values(measures), ...Object.values(pose)];
    expect(finding?.value).toBe(code.startsWith('FACE_T') ? Math.abs(measured ?? NaN) : measured);
    expect(others).toEqual([]);
  });

  it('calls a face whose landmarks contradict themselves turned away', () => {
    const findings = qualityFindings(good, frontal, { ...steady, landmarkSpread: 15, uprightSpread: 20 });
    expect(findings).toMatchObject([{ code: 'FACE_TURNED_AWAY', value: 15 }]);
  });

  it('calls a face tilted that was understood at another turn only, whatever its roll seems to be', () => {
    const findings = qualityFindings(good, frontal, { ...steady, landmarkSpread: 5.5, uprightSpread: 8 });
    expect(findings).toMatchObject([{ code: 'FACE_TILTED', value: 8 }]);
  });

  it('calls a face covered by what the network says of it', () => {
    const findings = qualityFindings(good, frontal, { ...steady, hidden: 0.99 });
    expect(findings).toMatchObject([{ code: 'FACE_COVERED', value: 0.99 }]);
  });

  it('names what to change first: somebody out of the picture is told that, not that it is dark', () => {
    const codes = qualityFindings(
      { ...good, visibleShare: 0.5, brightness: 10, sharpness: 0 },
      frontal,
      unseen,
    ).map(({ code }) => code);
    expect(codes).toEqual(['FACE_CUT_OFF', 'FACE_TOO_DARK', 'FACE_BLURRED']);
  });
});

describe('measureQuality', () => {
  const image = { width: 640, height: 480 };
  const box = { x: 200, y: 100, width: 120, height: 150 };
  /** Eyes 50 px apart; nothing else of the landmarks is looked at. */
  const landmarks: Point[] = Array.from({ length: 68 }, (_, i) => ({ x: i < 42 ? 235 : 285, y: 160 }));
  const inPlace = { a: 1, b: 0, tx: 180, ty: 100 };

  /** A grey chip whose luma at (u, v) is `luma`. */
  const chipOf = (luma: (u: number, v: number) => number) =>
    Float32Array.from({ length: QUALITY_CHIP ** 2 * 3 }, (_, i) => {
      const pixel = Math.floor(i / 3);
      return luma(pixel % QUALITY_CHIP, Math.floor(pixel / QUALITY_CHIP));
    });
  /** Upright bars of `width` chip pixels. */
  const bars = (width: number, low: number, high: number) =>
    chipOf((u) => (Math.floor(u / width) % 2 === 0 ? low : high));
  const waves = (period: number, amplitude: number) =>
    chipOf(
      (u, v) =>
        128 + amplitude * (Math.sin((2 * Math.PI * u) / period) + Math.sin((2 * Math.PI * v) / period)),
    );
  const measure = (chip: Float32Array, chipToImage = inPlace, photoScale = 1) =>
    measureQuality({ box, landmarks, chip, chipToImage }, image, photoScale);

  it('says mean and spread of the light', () => {
    const { brightness, contrast } = measure(bars(10, 100, 140));
    expect(brightness).toBeCloseTo(120, 3);
    expect(contrast).toBeCloseTo(20, 3);
  });

  it('calls finer structure sharper', () => {
    const [fine, medium, coarse] = [8, 20, 60].map((period) => measure(waves(period, 30)).sharpness);
    expect(fine).toBeGreaterThan(5 * (medium ?? NaN));
    expect(medium).toBeGreaterThan(5 * (coarse ?? NaN));
  });

  it('sees that a shaken camera blurred one direction only', () => {
    const stripes = measure(bars(3, 100, 140)).sharpness;
    expect(stripes).toBeLessThan(measure(waves(20, 30)).sharpness / 5);
  });

  it('does not take a dim photograph for a blurred one, nor noise for detail', () => {
    const bright = measure(waves(20, 40)).sharpness;
    expect(measure(waves(20, 8)).sharpness).toBeCloseTo(bright, 3);
    let seed = 1;
    const noisy = waves(20, 40).map((value) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return value + 20 * (seed / 2_147_483_647 - 0.5);
    });
    expect(measure(noisy).sharpness / bright).toBeLessThan(2);
  });

  it('finds nothing sharp on a surface', () => {
    expect(measure(chipOf(() => 90))).toMatchObject({ sharpness: 0, contrast: 0 });
  });

  it('measures in pixels of the photograph as it was sent', () => {
    const { interocularPx, facePx } = measure(bars(10, 0, 255), inPlace, 2.5);
    expect(interocularPx).toBeCloseTo(125, 6);
    expect(facePx).toBeCloseTo(300, 6);
  });

  it.each([
    ['all of it', inPlace, 1],
    ['its left half', { ...inPlace, tx: 640 - 75 }, 0.5],
    ['a quarter', { ...inPlace, tx: -75, ty: -75 }, 0.25],
    ['nothing', { ...inPlace, ty: 1000 }, 0],
  ])('says how much of the face is in the photograph: %s', (_, chipToImage, share) => {
    expect(measure(bars(10, 0, 255), chipToImage).visibleShare).toBeCloseTo(share, 6);
  });
});
