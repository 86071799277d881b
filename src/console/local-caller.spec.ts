import { isLocalCaller } from './local-caller.js';

const caller = (headers: Record<string, string>, remoteAddress = '127.0.0.1') => ({
  headers: { host: 'localhost:8000', ...headers },
  socket: { remoteAddress },
});

describe('isLocalCaller', () => {
  it.each([
    [caller({})],
    [caller({ host: '127.0.0.1:8000' }, '::ffff:127.0.0.1')],
    [caller({ host: '[::1]:8000' }, '::1')],
    [caller({ origin: 'http://localhost:8000', 'sec-fetch-site': 'same-origin' })],
  ])('lets in who is at this machine: %j', (request) => {
    expect(isLocalCaller(request)).toBe(true);
  });

  it.each([
    ['another machine', caller({}, '192.168.1.7')],
    ['a name that was rebound to this machine', caller({ host: 'evil.example:8000' })],
    ['a name that only begins like ours', caller({ host: 'localhost.evil.example' })],
    ['a proxy on this machine', caller({ 'x-forwarded-for': '203.0.113.9' })],
    ['another site in the browser', caller({ origin: 'https://evil.example' })],
    ['another local port in the browser', caller({ origin: 'http://localhost:3000' })],
    ['a cross-site request without an origin', caller({ 'sec-fetch-site': 'cross-site' })],
  ])('refuses %s', (_name, request) => {
    expect(isLocalCaller(request)).toBe(false);
  });
});
