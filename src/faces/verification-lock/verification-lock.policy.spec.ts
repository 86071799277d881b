import { lockAfterS } from './verification-lock.policy.js';

it('lockAfterS doubles with every failure from the fifth to an hour and is final at the fiftieth', () => {
  expect([0, 1, 4].map(lockAfterS)).toEqual([0, 0, 0]);
  expect([5, 6, 7, 8, 9, 10, 11].map(lockAfterS)).toEqual([30, 60, 120, 240, 480, 960, 1920]);
  expect([12, 13, 49].map(lockAfterS)).toEqual([3600, 3600, 3600]);
  expect([50, 51].map(lockAfterS)).toEqual([Infinity, Infinity]);
});
