import { randomInt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type Direction, nextDirection, possibleNext } from './challenge.js';

describe('possibleNext', () => {
  it.each<[Direction[], Direction[]]>([
    [[], ['left', 'right', 'up', 'down']],
    [['left'], ['right', 'up', 'down']],
    [['up'], ['left', 'right']],
    [
      ['left', 'right'],
      ['left', 'up', 'down'],
    ],
    [['left', 'up'], ['right']],
    [['down', 'right'], ['left']],
  ])('after %j: %j', (taken, choices) => {
    expect(possibleNext(taken)).toEqual(choices);
  });
});

describe('a thousand challenges', () => {
  const challenges = Array.from({ length: 1_000 }, () => {
    const taken: Direction[] = [];
    while (taken.length < 3) taken.push(nextDirection(taken, randomInt));
    return taken;
  });

  it('all have left and right, and nothing twice in a row', () => {
    for (const [first, second, third] of challenges) {
      expect([first, second, third]).toEqual(expect.arrayContaining(['left', 'right']));
      expect(first).not.toBe(second);
      expect(second).not.toBe(third);
    }
  });

  it('come in all fourteen orders', () => {
    expect(new Set(challenges.map(String)).size).toBe(14);
  });
});
