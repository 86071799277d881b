import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import { PeriodicWork } from './periodic-work.js';

describe('periodic work', () => {
  const finish: (() => void)[] = [];
  let begun = 0;
  const periodic = new PeriodicWork(() => {
    begun += 1;
    return new Promise((resolve) => finish.push(resolve));
  }, 1);

  afterEach(() => {
    for (const each of finish.splice(0)) each();
  });

  it('begins at once, is never done twice at the same time, and goes on until it is stopped', async () => {
    periodic.start();
    expect(begun).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(begun).toBe(1);
    finish.shift()?.();
    await eventually(() => {
      expect(begun).toBe(2);
      return Promise.resolve();
    });

    let hasStopped = false;
    const stopped = periodic.stop().then(() => (hasStopped = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([periodic.isStopped, hasStopped]).toEqual([true, false]);
    finish.shift()?.();
    await stopped;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(begun).toBe(2);
  });
});
