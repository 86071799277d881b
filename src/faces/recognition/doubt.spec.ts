import type { QualityFinding } from '../embedding/photo-analysis.js';
import { doubtAbout, greatestDoubt } from './doubt.js';
import { MatchLimits } from './match-limits.js';

const turned: QualityFinding = { code: 'FACE_TURNED_AWAY', value: 9, limit: 6 };

describe('doubt about a face', () => {
  it.each([
    [0.05, [], 'none'],
    [0.05, [turned], 'none'],
    [0.9, [], 'altered'],
    [0.9, [turned], 'unreadable'],
  ] as const)('altered by a chance of %d: %j: %s', (altered, findings, doubt) => {
    expect(doubtAbout({ covered: { hidden: 0, altered }, findings: [...findings] })).toBe(doubt);
  });

  it('of several photographs is the greatest', () => {
    expect(greatestDoubt(['none', 'unreadable', 'altered'])).toBe('unreadable');
    expect(greatestDoubt(['none', 'altered'])).toBe('altered');
    expect(greatestDoubt([])).toBe('none');
  });
});

describe('limits of a comparison', () => {
  const limits = new MatchLimits(0.6, 0.01, 1e-3, 0.01, 1e-4);

  it('are the operator’s for a face that is free', () => {
    expect(limits.for('none')).toEqual({ threshold: 0.6, maxFpir: 0.01, maxFmr: 1e-3 });
  });

  it('are stricter for one that something covers or frames', () => {
    const { threshold, maxFpir, maxFmr } = limits.for('altered');
    expect(threshold).toBe(0.6);
    expect(maxFmr).toBeCloseTo(5e-5, 10);
    expect(maxFpir).toBeCloseTo(5e-4, 10);
  });

  it('are met by nobody whose face cannot be read', () => {
    expect(limits.for('unreadable').threshold).toBe(Infinity);
  });
});
