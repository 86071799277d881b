import { describe, expect, it } from '@jest/globals';
import { cpuQuota, defaultWorkerCount } from './worker-count.js';

const GB = 1024 ** 3;

describe('defaultWorkerCount', () => {
  it.each([
    { cores: 2, memory: 2 * GB, expected: 2 },
    { cores: 8, memory: 2 * GB, expected: 3 },
    { cores: 8, memory: 16 * GB, expected: 8 },
    { cores: 4, memory: GB / 2, expected: 1 },
  ])('is $expected on $cores cores with $memory bytes', ({ cores, memory, expected }) => {
    expect(defaultWorkerCount(cores, memory)).toBe(expected);
  });

  it('is at least one on this machine', () => {
    expect(defaultWorkerCount()).toBeGreaterThanOrEqual(1);
  });
});

describe('cpuQuota', () => {
  it.each([
    ['200000 100000\n', 2],
    ['150000 100000', 1.5],
    ['max 100000', undefined],
    ['', undefined],
  ])('reads %j as %s cores', (content, cores) => {
    expect(cpuQuota(content)).toBe(cores);
  });
});
