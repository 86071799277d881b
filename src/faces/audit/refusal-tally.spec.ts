import { expect, it } from '@jest/globals';
import type { FaceOperation } from './face-audit.js';
import { RefusalTally } from './refusal-tally.js';

const by = (id: string | undefined, subject?: string): FaceOperation => ({
  action: 'verify',
  caller: id === undefined ? undefined : { id, role: 'user' },
  subject,
});
/** How many of these would be entries of their own. */
const entries = (tally: RefusalTally, times: number, operation: FaceOperation, outcome: string) =>
  Array.from({ length: times }, () => tally.add(operation, outcome)).filter((isCounted) => !isCounted).length;

it.each(['NO_FACE', 'IMAGE_UNREADABLE', 'FACE_BLURRED', 'VERIFICATION_LOCKED', 'FILE_EMPTY'])(
  'of many %s one is an entry, the others are counted',
  (outcome) => {
    const tally = new RefusalTally();
    expect(entries(tally, 1_000, by(undefined, 'ada'), outcome)).toBe(1);
    expect(tally.drain()).toEqual([{ operation: by(undefined), outcome, count: 999 }]);
    expect(tally.drain()).toEqual([]);
    expect(entries(tally, 1, by(undefined), outcome)).toBe(1);
  },
);

it.each(['SUCCESS', 'NO_MATCH', 'AMBIGUOUS_MATCH', 'FACE_NOT_YOURS', 'FACE_ALREADY_ENROLLED', 'FORBIDDEN'])(
  'every %s is an entry',
  (outcome) => {
    const tally = new RefusalTally();
    expect(entries(tally, 1_000, by('ada'), outcome)).toBe(1_000);
    expect(tally.drain()).toEqual([]);
  },
);

it('tells callers and outcomes apart, and not whom they claim to be', () => {
  const tally = new RefusalTally();
  for (const caller of ['ada', 'bea', undefined]) {
    for (const outcome of ['NO_FACE', 'SEVERAL_FACES']) {
      for (const claimed of ['a', 'b', 'c']) tally.add(by(caller, claimed), outcome);
    }
  }
  expect(
    tally.drain().map(({ operation, outcome, count }) => [operation.caller?.id, outcome, count]),
  ).toEqual([
    ['ada', 'NO_FACE', 2],
    ['ada', 'SEVERAL_FACES', 2],
    ['bea', 'NO_FACE', 2],
    ['bea', 'SEVERAL_FACES', 2],
    [undefined, 'NO_FACE', 2],
    [undefined, 'SEVERAL_FACES', 2],
  ]);
});

it('holds a bounded number of callers; what goes beyond is counted without them', () => {
  const tally = new RefusalTally();
  let own = 0;
  for (let caller = 0; caller < 5_000; caller += 1) own += entries(tally, 2, by(`user ${caller}`), 'NO_FACE');
  expect(own).toBe(1_000);
  const counted = tally.drain();
  expect(counted.length).toBe(1_001);
  expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(9_000);
});
