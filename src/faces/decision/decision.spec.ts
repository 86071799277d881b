import fc from 'fast-check';
import { loadFaceApiCalibration } from './calibration.js';
import { decideIdentification, decideVerification, fmrForFpir, rankCandidates } from './decision.js';
import { DistanceEvidence } from './distance-evidence.js';

const evidence = new DistanceEvidence(loadFaceApiCalibration());
const candidate = (userId: string, distance: number, encodings = 1) => ({ userId, distance, encodings });
const defaults = { users: 100, threshold: 0.6, maxFpir: 0.01, maxFmr: 1e-3 };
/** The margin between galleries is 1.5 (docs/decision.md). */
const demanded = (users: number, encodings = 1) =>
  evidence.distanceAtFmr(fmrForFpir(defaults.maxFpir, users) / 1.5, encodings) ?? Number.NaN;

describe('fmrForFpir', () => {
  it('inverts FPIR = 1 − (1 − FMR)^N', () => {
    for (const users of [1, 100, 10_000, 1_000_000]) {
      const fmr = fmrForFpir(0.01, users);
      expect(-Math.expm1(users * Math.log1p(-fmr))).toBeCloseTo(0.01, 12);
    }
    expect(fmrForFpir(1, 10)).toBe(1);
  });
});

describe('decideIdentification', () => {
  it('names a candidate at the distance that the false positive rate demands, and nobody just beyond it', () => {
    const [near, far] = [demanded(100) - 0.001, demanded(100) + 0.001];
    const found = decideIdentification(evidence, { ...defaults, candidates: [candidate('ann', near)] });
    expect(found).toMatchObject({ kind: 'match', userId: 'ann' });
    const missed = decideIdentification(evidence, { ...defaults, candidates: [candidate('ann', far)] });
    expect(missed).toEqual({ kind: 'unknown', reason: 'fpir' });
  });

  it('demands more of a larger gallery', () => {
    expect(demanded(10_000)).toBeLessThan(demanded(1000));
    const candidates = [candidate('ann', demanded(1000))];
    expect(decideIdentification(evidence, { ...defaults, candidates }).kind).toBe('match');
    expect(decideIdentification(evidence, { ...defaults, candidates, users: 10_000 }).kind).toBe('unknown');
  });

  it('is never laxer than a verification, however small the gallery', () => {
    const limit = evidence.distanceAtFmr(defaults.maxFmr, 1) ?? Number.NaN;
    const decide = (distance: number) =>
      decideIdentification(evidence, { ...defaults, users: 1, candidates: [candidate('ann', distance)] })
        .kind;
    expect(decide(limit - 0.001)).toBe('match');
    expect(decide(limit + 0.001)).toBe('unknown');
  });

  it('obeys the threshold where that is the stricter one', () => {
    const input = { ...defaults, maxFpir: 1, maxFmr: 1, users: 1, candidates: [candidate('ann', 0.4)] };
    expect(decideIdentification(evidence, input).kind).toBe('match');
    expect(decideIdentification(evidence, { ...input, threshold: 0.99 })).toEqual({
      kind: 'unknown',
      reason: 'threshold',
    });
  });

  it('calls it ambiguous when another user is nearly as close', () => {
    const candidates = [candidate('ann', 0.2), candidate('ben', 0.21)];
    expect(decideIdentification(evidence, { ...defaults, candidates })).toEqual({ kind: 'ambiguous' });
    const apart = [candidate('ann', 0.2), candidate('ben', 0.4)];
    expect(decideIdentification(evidence, { ...defaults, candidates: apart }).kind).toBe('match');
  });

  it('compares users with different numbers of encodings by what their distance means', () => {
    const distance = demanded(100) - 0.02;
    const candidates = [candidate('five', distance, 5), candidate('one', distance + 0.001, 1)];
    const alone = (userId: string) =>
      decideIdentification(evidence, {
        ...defaults,
        candidates: candidates.filter((each) => each.userId === userId),
      });
    expect(alone('one').kind).toBe('match');
    expect(alone('five').kind).toBe('unknown');
  });

  it('names nobody in a gallery that the calibration cannot vouch for', () => {
    const users = Math.ceil(0.02 / evidence.leastFmr);
    const candidates = [candidate('ann', 0.01)];
    expect(decideIdentification(evidence, { ...defaults, users, candidates })).toEqual({
      kind: 'unknown',
      reason: 'calibration',
    });
  });

  it('names nobody when there is nobody, or only broken numbers', () => {
    const nobody = { kind: 'unknown', reason: 'nobody' };
    expect(decideIdentification(evidence, { ...defaults, candidates: [] })).toEqual(nobody);
    const broken = [candidate('ann', Number.NaN)];
    expect(decideIdentification(evidence, { ...defaults, candidates: broken })).toEqual(nobody);
  });

  it('never depends on the order of the candidates', () => {
    const candidates = fc.uniqueArray(
      fc.record({
        userId: fc.string({ minLength: 1 }),
        distance: fc.double({ min: 0, max: 1, noNaN: true }),
        encodings: fc.integer({ min: 1, max: 6 }),
      }),
      { selector: ({ userId }) => userId, minLength: 2, maxLength: 6 },
    );
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 20_000 }), (list, users) => {
        const one = decideIdentification(evidence, { ...defaults, users, candidates: list });
        const other = decideIdentification(evidence, { ...defaults, users, candidates: [...list].reverse() });
        expect(other.kind).toBe(one.kind);
      }),
    );
  });
});

describe('decideVerification', () => {
  const input = { encodings: 1, threshold: 0.6, maxFmr: 1e-3 };

  it('accepts up to the distance of MAX_FMR', () => {
    const limit = evidence.distanceAtFmr(1e-3, 1) ?? Number.NaN;
    expect(decideVerification(evidence, { ...input, distance: limit - 1e-6 }).kind).toBe('match');
    expect(decideVerification(evidence, { ...input, distance: limit + 1e-6 }).kind).toBe('non-match');
  });

  it('obeys the threshold where that is the stricter one', () => {
    expect(decideVerification(evidence, { ...input, maxFmr: 1, distance: 0.5 }).kind).toBe('non-match');
    expect(decideVerification(evidence, { ...input, threshold: 0.9999, distance: 0.35 }).kind).toBe(
      'non-match',
    );
  });

  it('is a non-match when there is nothing to compare with', () => {
    expect(decideVerification(evidence, { ...input, distance: null })).toEqual({ kind: 'non-match' });
    expect(decideVerification(evidence, { ...input, distance: Number.NaN })).toEqual({ kind: 'non-match' });
  });
});

describe('rankCandidates', () => {
  const near = demanded(100);

  it('puts the likeliest first, and gives all of them together no more than certainty', () => {
    const candidates = [candidate('far', 0.45), candidate('ann', near), candidate('ben', near + 0.02)];
    const ranked = rankCandidates(evidence, { candidates, users: 100 });
    expect(ranked.map(({ userId }) => userId)).toEqual(['ann', 'ben', 'far']);
    const sum = ranked.reduce((total, { probability }) => total + probability, 0);
    expect(sum).toBeGreaterThan(0.5);
    expect(sum).toBeLessThanOrEqual(1);
  });

  it('says of the best one what its confidence says', () => {
    const candidates = [candidate('ann', near / 2), candidate('ben', 0.4)];
    const decision = decideIdentification(evidence, { ...defaults, candidates });
    const [best] = rankCandidates(evidence, { candidates, users: defaults.users });
    expect(decision).toMatchObject({ kind: 'match', userId: 'ann' });
    expect(best?.probability).toBeCloseTo((decision as { confidence: number }).confidence, 12);
  });

  it('has nobody to rank in an empty gallery', () => {
    expect(rankCandidates(evidence, { candidates: [], users: 0 })).toEqual([]);
  });
});
