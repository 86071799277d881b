import { describe, expect, it } from '@jest/globals';
import { Admission } from './admission.js';
import type { Party } from './party.js';

const LEASE_MS = 1000;
const line = (max: number) => new Admission<string>(() => max, LEASE_MS);

describe('Admission', () => {
  it('takes as many as there are places and idle workers', () => {
    const admission = line(2);
    expect([1, 2, 3, 4].map((n) => admission.push(`${n}`, 1, 0))).toEqual([true, true, true, false]);
    expect(admission.depth).toBe(3);
  });

  it('lets nobody in after the line was shortened, and keeps who is in it', () => {
    let max = 2;
    const admission = new Admission<string>(() => max, LEASE_MS);
    expect([admission.push('a', 0, 0), admission.push('b', 0, 0)]).toEqual([true, true]);
    max = 1;
    expect(admission.push('c', 0, 0)).toBe(false);
    expect([admission.shift(), admission.shift()]).toEqual(['a', 'b']);
    expect(admission.push('c', 0, 0)).toBe(true);
  });

  it('hands out in order of arrival', () => {
    const admission = line(3);
    for (const name of ['a', 'b', 'c']) admission.push(name, 0, 0);
    admission.remove('b');
    expect([admission.shift(), admission.shift(), admission.shift()]).toEqual(['a', 'c', undefined]);
  });

  it('frees the place of what is removed, once', () => {
    const admission = line(1);
    admission.push('a', 0, 0);
    expect(admission.hasRoom(0, 0)).toBe(false);
    expect(admission.remove('a')).toBe(true);
    expect(admission.remove('a')).toBe(false);
    expect(admission.hasRoom(0, 0)).toBe(true);
  });

  it('gives a reserved place to its holder and to nobody else', () => {
    const admission = line(1);
    const place = admission.reserve(0, 0);
    expect(place).toBeDefined();
    expect(admission.reserve(0, 0)).toBeUndefined();
    expect(admission.push('other', 0, 0)).toBe(false);
    expect(admission.push('holder', 0, 0, place)).toBe(true);
    place?.release();
    expect(admission.hasRoom(0, 0)).toBe(false);
  });

  it('lets a reservation lapse, so that slow uploads cannot hold the line', () => {
    const admission = line(1);
    const slow = admission.reserve(0, 0);
    expect(admission.reserve(0, LEASE_MS - 1)).toBeUndefined();
    expect(admission.push('quick', 0, LEASE_MS)).toBe(true);
    expect(admission.push('slow', 0, LEASE_MS, slow)).toBe(false);
  });
});

const user = (name: string): Party => ({ key: `user ${name}`, known: true });
const address = (name: string): Party => ({ key: name, known: false });

describe('a line that many want to be in', () => {
  /** A line of these places, and who had to leave it. */
  function crowded(max: number) {
    const left: string[] = [];
    const admission = new Admission<string>(
      () => max,
      LEASE_MS,
      (item) => left.push(item),
    );
    const enter = (item: string, party: Party) => {
      const place = admission.reserve(0, 0, party);
      return place !== undefined && admission.push(item, 0, 0, place);
    };
    const order = () => Array.from({ length: admission.depth }, () => admission.shift());
    return { admission, enter, left, order };
  }

  it('is all of one party’s as long as nobody else comes', () => {
    const { enter } = crowded(3);
    expect([1, 2, 3, 4].map((n) => enter(`a${n}`, address('a')))).toEqual([true, true, true, false]);
  });

  it('has a place for a newcomer: the last one of whoever has the most', () => {
    const { enter, left, order } = crowded(3);
    for (const item of ['a1', 'a2', 'a3']) enter(item, address('a'));
    expect(enter('b1', address('b'))).toBe(true);
    expect(left).toEqual(['a3']);
    // Now two and one: one more would only turn the shares around.
    expect(enter('b2', address('b'))).toBe(false);
    expect(order()).toEqual(['a1', 'b1', 'a2']);
  });

  it('serves who is signed in first, and lets them take the places of the others', () => {
    const { enter, left, order } = crowded(2);
    enter('a1', address('a'));
    enter('b1', address('b'));
    expect(enter('u1', user('u'))).toBe(true);
    expect(enter('u2', user('u'))).toBe(true);
    expect(left).toEqual(['a1', 'b1']);
    expect(enter('c1', address('c'))).toBe(false);
    expect(enter('v1', user('v'))).toBe(true);
    expect(order()).toEqual(['u1', 'v1']);
  });

  it('takes a reservation before a photo that has arrived; its holder competes again', () => {
    const { admission, enter, left } = crowded(2);
    enter('a1', address('a'));
    const place = admission.reserve(0, 0, address('a'));
    expect(enter('b1', address('b'))).toBe(true);
    expect(left).toEqual([]);
    expect(admission.push('a2', 0, 0, place)).toBe(false);
  });

  it('lets an honest party in whatever hundred greedy ones do', () => {
    const { enter, left, order } = crowded(8);
    for (let round = 0; round < 10; round += 1) {
      for (let n = 0; n < 100; n += 1) enter(`greedy ${n}.${round}`, address(`${n}`));
    }
    expect(enter('honest', user('honest'))).toBe(true);
    expect(left).not.toContain('honest');
    expect(order()[0]).toBe('honest');
  });

  it('knows before a photo is read whether it would find a place', () => {
    const { admission, enter } = crowded(2);
    enter('a1', address('a'));
    enter('a2', address('a'));
    expect([address('a'), address('b'), user('u')].map((party) => admission.admits(party, 0, 0))).toEqual([
      false,
      true,
      true,
    ]);
    expect(admission.depth).toBe(2);
  });
});
