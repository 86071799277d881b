import { describe, expect, it } from '@jest/globals';
import type { AuthenticatedUser } from './authenticated-user.js';
import { isAllowed, SCOPES, scopesOf } from './scopes.js';

const user = (scopes?: AuthenticatedUser['scopes']): AuthenticatedUser => ({
  id: 'ada',
  role: 'user',
  ...(scopes ? { scopes } : {}),
});

describe('isAllowed', () => {
  it.each(SCOPES)('%s: to whom it was given, to admins, and in one’s own data', (scope) => {
    expect(isAllowed(user([scope]), scope)).toBe(true);
    expect(isAllowed(user([scope]), scope, 'bea')).toBe(true);
    expect(isAllowed({ id: 'root', role: 'admin' }, scope, 'bea')).toBe(true);
    expect(isAllowed(user(), scope, 'ada')).toBe(true);
    expect(isAllowed(user(), scope)).toBe(false);
    expect(isAllowed(user(SCOPES.filter((other) => other !== scope)), scope, 'bea')).toBe(false);
    expect(isAllowed(undefined, scope, 'ada')).toBe(false);
  });

  it.each(['search', 'duplicates', 'operate'] as const)(
    '%s is for admins, whatever a token names',
    (permission) => {
      expect(isAllowed({ id: 'root', role: 'admin' }, permission)).toBe(true);
      expect(isAllowed(user(SCOPES), permission)).toBe(false);
      expect(isAllowed(user(scopesOf(permission) ?? []), permission)).toBe(false);
    },
  );
});

describe('scopesOf', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['list unlock list', ['list', 'unlock']],
    [['delete:any'], ['delete:any']],
    ['openid List enroll: enroll:any,list', []],
    [7, undefined],
    [null, undefined],
    [{ list: true }, undefined],
    [['list', 1], undefined],
  ])('%j', (claim, expected) => {
    expect(scopesOf(claim)).toEqual(expected);
  });

  it('takes no part of a word for one, however long the text is', () => {
    for (let length = 900; length < 1_100; length += 1) {
      expect(scopesOf(`${'x'.repeat(length)} delete:anything`)).toEqual([]);
    }
  });
});
