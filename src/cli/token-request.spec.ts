import { tokenRequest } from './token-request.js';

describe('tokenRequest', () => {
  it('needs a subject and defaults to a user for an hour', () => {
    expect(tokenRequest(['--sub', 'u1'])).toEqual({ sub: 'u1', role: 'user', ttlS: 3600 });
    expect(() => tokenRequest([])).toThrow('--sub is missing');
  });

  it.each([
    ['90', 90],
    ['90s', 90],
    ['15m', 900],
    ['2h', 7200],
    ['7d', 604_800],
  ])('reads --ttl %s as %i seconds', (ttl, ttlS) => {
    expect(tokenRequest(['--sub', 'u1', '--ttl', ttl]).ttlS).toBe(ttlS);
  });

  it.each(['0', '-1h', '1y', '1.5h', 'soon', '9999d', ''])('refuses --ttl "%s"', (ttl) => {
    expect(() => tokenRequest(['--sub', 'u1', `--ttl=${ttl}`])).toThrow('--ttl');
  });

  it('refuses a role that the service does not know, and options that do not exist', () => {
    expect(() => tokenRequest(['--sub', 'u1', '--role', 'root'])).toThrow('--role');
    expect(() => tokenRequest(['--sub', 'u1', '--rolle', 'admin'])).toThrow('--rolle');
  });
});
