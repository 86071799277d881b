import { callerAddress } from './caller-address.js';

it.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['::1', '::1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::6', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8::/64'],
  ['fe80::1%eth0', 'fe80::/64'],
  ['::5', '::/64'],
  ['::ffff:cb00:7109', '203.0.113.9'],
  ['0:0:0:0:0:FFFF:203.0.113.9', '203.0.113.9'],
  ['203.0.113.9:51234', '203.0.113.9'],
  ['[2001:db8::6]:443', '2001:db8::/64'],
  ['[2001:db8::6]', '2001:db8::/64'],
  ['::ffff:203.0.113.9:51234', ''],
])('%s is counted as %s', (ip, address) => {
  expect(callerAddress({ ip, socket: { remoteAddress: undefined } })).toBe(address);
});

it.each(['unknown', '_hidden7', '1.2.3.004', '203.0.113.9:port', ''])(
  '%j counts as the proxy that wrote it',
  (ip) => {
    expect(callerAddress({ ip, socket: { remoteAddress: '10.0.0.7' } })).toBe('10.0.0.7');
  },
);
