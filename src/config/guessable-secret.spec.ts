import { randomBytes } from 'node:crypto';
import { isGuessable } from './guessable-secret.js';

describe('isGuessable', () => {
  it.each([
    'x'.repeat(32),
    'ab'.repeat(16),
    'password'.repeat(4),
    '0123456789'.repeat(4),
    'abcdefghijklmnopqrstuvwxyzABCDEFGHIJ',
    '12345678901234567890123456789012',
    'please-change-me-please-change-me!',
    'your-super-secret-jwt-key-of-32-characters',
    'replace_this_with_something_random_42',
    '<generate with openssl rand -hex 32>',
  ])('%s', (secret) => {
    expect(isGuessable(secret)).toBe(true);
  });

  it.each([
    ['openssl rand -hex 16', () => randomBytes(16).toString('hex')],
    ['openssl rand -hex 32', () => randomBytes(32).toString('hex')],
    ['openssl rand -base64 24', () => randomBytes(24).toString('base64')],
    ['openssl rand -base64 32', () => randomBytes(32).toString('base64')],
    ['a UUID without its dashes', () => crypto.randomUUID().replaceAll('-', '')],
    ['openssl rand -hex 8', () => randomBytes(8).toString('hex')],
  ])('never what %s makes', (_, make) => {
    const refused = Array.from({ length: 2_000 }, make).filter(isGuessable);
    expect(refused).toEqual([]);
  });

  it('nor a sentence that somebody has thought of', () => {
    expect(isGuessable('a secret that only the tests know, and long')).toBe(false);
    expect(isGuessable('correct horse battery staple on the moon')).toBe(false);
  });
});
