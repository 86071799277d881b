import { describe, expect, it } from '@jest/globals';
import { Admission } from './admission.js';

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
