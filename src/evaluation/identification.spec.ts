import { describe, expect, it } from '@jest/globals';
import { syntheticEncodings } from '../../test/support/people/synthetic-people.js';
import { loadFaceApiCalibration } from '../faces/decision/calibration.js';
import { DistanceEvidence } from '../faces/decision/distance-evidence.js';
import { identify, type Photograph } from './identification.js';

const DIMENSION = 128;
const evidence = new DistanceEvidence(loadFaceApiCalibration());
const rules = { evidence, threshold: 0.6, maxFpir: 0.01, maxFmr: 1e-3, maxEncodings: 5 };

/** A direction so many degrees from the first axis towards another one. 24.2 degrees are a distance of 0.42. */
function at(degrees: number, axis = 1): Float32Array {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.from({ length: DIMENSION }, (_, index) =>
    index === 0 ? Math.cos(angle) : index === axis ? Math.sin(angle) : 0,
  );
}

const photographsOf = (person: string, ...encodings: Float32Array[]): Photograph[] =>
  encodings.map((encoding) => ({ person, encoding }));

describe('identify', () => {
  it('names everybody in a crowd whose photographs lie well apart, and no stranger', () => {
    const { vector, encodingsOf } = syntheticEncodings(3, DIMENSION);
    const people = Array.from({ length: 20 }, (_, index) => {
      const encodings = encodingsOf(vector(), index < 12 ? 3 : 1);
      return photographsOf(`person-${index}`, ...encodings);
    });
    const all = { mated: 36, missed: 0, misnamed: 0, strangers: 8, named: 0 };
    expect(identify(people.flat(), rules)).toEqual([
      { maxEncodings: 1, users: 12, decision: all, fixed: all },
      { maxEncodings: 5, users: 12, decision: all, fixed: all },
    ]);
  });

  it('counts a stranger whom only the fixed distance names', () => {
    const [trial] =
      identify([...photographsOf('ann', at(0), at(5)), ...photographsOf('stranger', at(23))], rules) ?? [];
    expect(trial?.decision).toMatchObject({ strangers: 1, named: 0 });
    expect(trial?.fixed).toMatchObject({ strangers: 1, named: 1 });
  });

  it('counts a probe that is nearer to somebody else as missed and misnamed', () => {
    const [trial] =
      identify([...photographsOf('ann', at(0), at(5)), ...photographsOf('ben', at(60, 2), at(2.5))], rules) ??
      [];
    // Ben's second photograph looks like Ann's; his first one does not look like his second.
    expect(trial?.fixed).toMatchObject({ mated: 4, missed: 2, misnamed: 1 });
  });

  it('compares a probe with the mean of the other photographs, never with itself', () => {
    // The first and the last are too far apart for a single comparison, but near to the mean of the others.
    const photographs = photographsOf('ann', at(0), at(13), at(13), at(26));
    const [one, several] = identify(photographs, rules) ?? [];
    expect(one?.fixed).toMatchObject({ mated: 4, missed: 1 });
    expect(several?.fixed).toMatchObject({ mated: 4, missed: 0 });
  });

  it('needs somebody with two photographs', () => {
    expect(identify(photographsOf('ann', at(0)), rules)).toBeNull();
  });
});
