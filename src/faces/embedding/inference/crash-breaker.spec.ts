import { describe, expect, it } from '@jest/globals';
import { CrashBreaker } from './crash-breaker.js';

const LIMITS = { deaths: 3, windowMs: 1000, firstDelayMs: 100, maxDelayMs: 400 };

function looping(): CrashBreaker {
  const breaker = new CrashBreaker(LIMITS);
  for (const at of [0, 10, 20]) breaker.died(at);
  return breaker;
}

describe('CrashBreaker', () => {
  it('lets single deaths be replaced at once', () => {
    const breaker = new CrashBreaker(LIMITS);
    breaker.died(0);
    breaker.died(10);
    expect(breaker.open).toBe(false);
    expect(breaker.waitMs(10)).toBe(0);
  });

  it('opens after too many deaths in the window', () => {
    const breaker = looping();
    expect(breaker.open).toBe(true);
    expect(breaker.waitMs(20)).toBe(100);
    expect(breaker.waitMs(120)).toBe(0);
  });

  it('does not count deaths that lie far apart, nor those before an answer', () => {
    const apart = new CrashBreaker(LIMITS);
    for (const at of [0, 900, 1800, 2700]) apart.died(at);
    expect(apart.open).toBe(false);
    const answering = new CrashBreaker(LIMITS);
    for (const at of [0, 1, 2, 3, 4]) {
      answering.died(at);
      answering.answered();
    }
    expect(answering.open).toBe(false);
  });

  it('doubles the pause with each failed attempt, up to a limit', () => {
    const breaker = looping();
    const pauses = [200, 400, 600, 1000].map((at) => {
      breaker.died(at);
      return breaker.waitMs(at);
    });
    expect(pauses).toEqual([200, 400, 400, 400]);
  });

  it('closes after an attempt that answers, and starts anew', () => {
    const breaker = looping();
    breaker.ready(130);
    expect(breaker.open).toBe(false);
    breaker.answered();
    breaker.died(140);
    expect(breaker.open).toBe(false);
  });

  it('opens again when the attempt dies before it has answered', () => {
    const breaker = looping();
    breaker.ready(130);
    breaker.died(140);
    expect(breaker.open).toBe(true);
    expect(breaker.waitMs(140)).toBe(200);
  });

  it('forgives an attempt that lived long without being asked anything', () => {
    const breaker = looping();
    breaker.ready(130);
    breaker.died(130 + LIMITS.windowMs + 1);
    expect(breaker.open).toBe(false);
  });

  it('stays open when a worker that survived the loop answers', () => {
    const breaker = looping();
    breaker.answered();
    expect(breaker.open).toBe(true);
  });
});
