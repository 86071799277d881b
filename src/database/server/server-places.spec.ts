import { describe, expect, it } from '@jest/globals';
import { serverOf } from './server-places.js';

/** What the places of the first host encrypt: nothing, by any certificate, by a trusted one, by a trusted one of that name. */
const waysOf = (query: string, host = 'h'): string[] =>
  (serverOf(`postgres://u@${host}/d?${query}`).hosts[0] ?? []).map(({ ssl }) => {
    if (ssl === false) return 'plain';
    if (ssl.rejectUnauthorized === false) return 'any certificate';
    return ssl.checkServerIdentity === undefined ? 'this server' : 'this authority';
  });

describe('the ways to a server', () => {
  it.each([
    ['', ['plain']],
    ['sslmode=disable', ['plain']],
    ['sslmode=allow', ['plain', 'any certificate']],
    ['sslmode=prefer', ['any certificate', 'plain']],
    ['sslmode=require', ['any certificate']],
    ['sslmode=no-verify', ['any certificate']],
    ['sslmode=verify-full', ['this server']],
    ['sslrootcert=system', ['this server']],
    ['sslmode=verify-full&sslrootcert=system', ['this server']],
  ])('?%s', (query, ways) => {
    expect(waysOf(query)).toEqual(ways);
  });

  it('never encrypt on a Unix socket, as libpq', () => {
    expect(waysOf('sslmode=require', '%2Frun')).toEqual(['plain']);
  });

  it.each([
    ['sslmode=verify-ca', 'sslmode=verify-ca needs sslrootcert=FILE'],
    ['sslmode=require&sslrootcert=/nowhere.pem', 'sslrootcert: /nowhere.pem cannot be read'],
    ['sslmode=verify-full&sslrootcert=/etc/hostname', 'sslrootcert: /etc/hostname holds no certificate'],
    ['sslmode=require&sslkey=/nowhere.key', 'sslkey: /nowhere.key cannot be read'],
    ['sslmode=require&ssl_min_protocol_version=SSLv3', 'ssl_min_protocol_version must be TLSv1.2 or TLSv1.3'],
    ['sslmode=prefer&sslnegotiation=direct', 'sslnegotiation=direct needs sslmode=require'],
  ])('?%s is refused in words', (query, message) => {
    expect(() => waysOf(query)).toThrow(message);
  });
});
