import {
  CalibrationError,
  loadCalibration,
  loadFaceApiCalibration,
  parseCalibration,
} from './calibration.js';

const valid = {
  model: 'face-api/dlib-chip-150/flip',
  provenance: 'test',
  curves: [
    {
      encodings: 1,
      genuinePairs: 100,
      impostorPairs: 10_000,
      points: [
        { distance: 0.4, fmr: 0.001, fnmr: 0.5 },
        { distance: 0.6, fmr: 0.01, fnmr: 0.1 },
      ],
    },
  ],
};
const [curve] = valid.curves;
const [low, high] = curve?.points ?? [];

describe('calibration', () => {
  it('comes with the default pipeline', () => {
    expect(loadFaceApiCalibration().model).toBe('face-api/dlib-chip-150/flip');
  });

  it.each([
    [
      'falling FMR',
      { ...valid, curves: [{ ...curve, points: [low, { ...high, fmr: 1e-4 }] }] },
      /points\.1\.fmr/,
    ],
    [
      'rising FNMR',
      { ...valid, curves: [{ ...curve, points: [low, { ...high, fnmr: 0.9 }] }] },
      /points\.1\.fnmr/,
    ],
    ['unordered distances', { ...valid, curves: [{ ...curve, points: [high, low] }] }, /points\.1\.distance/],
    [
      'an FMR of 0',
      { ...valid, curves: [{ ...curve, points: [{ ...low, fmr: 0 }, high] }] },
      /points\.0\.fmr/,
    ],
    [
      'a single FMR',
      { ...valid, curves: [{ ...curve, points: [low, { ...high, fmr: 0.001 }] }] },
      /more than one FMR/,
    ],
    ['no curve for one encoding', { ...valid, curves: [{ ...curve, encodings: 2 }] }, /curves\.0\.encodings/],
    ['unordered curves', { ...valid, curves: [curve, curve] }, /curves\.1\.encodings/],
    ['an unknown key', { ...valid, thresold: 0.5 }, /thresold/],
    ['another pipeline', { ...valid, model: 'other' }, /made for other/],
  ])('refuses %s', (_name, json, fault) => {
    const parse = () => parseCalibration(JSON.stringify(json), 'test.json', valid.model);
    expect(parse).toThrow(CalibrationError);
    expect(parse).toThrow(fault);
  });

  it('says in one line what is wrong with a file', () => {
    expect(() => loadCalibration('/nowhere/calibration.json')).toThrow(/^Calibration \/nowhere.*unreadable/);
    expect(() => parseCalibration('{', 'c.json')).toThrow(/^Calibration c\.json: not JSON/);
  });
});
