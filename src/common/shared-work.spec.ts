import { describe, expect, it } from '@jest/globals';
import { sharedWork } from './shared-work.js';

describe('sharedWork', () => {
  it('runs once for callers at the same time, and again for those after', async () => {
    let runs = 0;
    const work = sharedWork(async () => {
      runs += 1;
      return Promise.resolve(runs);
    });
    expect(await Promise.all([work(), work(), work()])).toEqual([1, 1, 1]);
    expect(await work()).toBe(2);
  });

  it('tells everybody of a failure and tries anew', async () => {
    let runs = 0;
    const work = sharedWork(() => Promise.reject(new Error(`run ${(runs += 1)}`)));
    const both = await Promise.allSettled([work(), work()]);
    expect(both).toMatchObject([{ reason: { message: 'run 1' } }, { reason: { message: 'run 1' } }]);
    await expect(work()).rejects.toThrow('run 2');
  });
});
