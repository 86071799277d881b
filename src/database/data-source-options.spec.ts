import { describe, expect, it } from '@jest/globals';
import { dataSourceOptions, withLibpqSslModes } from './data-source-options.js';

describe('data source options', () => {
  it.each([
    ['postgres://h/d?sslmode=require', 'postgres://h/d?sslmode=require&uselibpqcompat=true'],
    ['postgres://h/d?a=b&sslmode=verify-full', 'postgres://h/d?a=b&sslmode=verify-full&uselibpqcompat=true'],
    [
      'postgres://h/d?sslmode=require&uselibpqcompat=true',
      'postgres://h/d?sslmode=require&uselibpqcompat=true',
    ],
    ['postgres://h/d?sslmode=disable', 'postgres://h/d?sslmode=disable'],
    ['postgres://h/d?sslmode=no-verify', 'postgres://h/d?sslmode=no-verify'],
    ['postgres://h/d', 'postgres://h/d'],
  ])('read sslmode as libpq does: %s', (url, expected) => {
    expect(withLibpqSslModes(url)).toBe(expected);
  });

  it('never let a request wait without end, but let a migration take its time', () => {
    const of = (pace: 'service' | 'maintenance') =>
      dataSourceOptions({ databaseUrl: 'postgres://h/d', dataPath: '/d', cachePath: '/c', poolMax: 7, pace });
    expect(of('service')).toMatchObject({
      poolSize: 7,
      connectTimeoutMS: 3_000,
      extra: { statement_timeout: 3_000, keepAlive: true },
    });
    expect(of('maintenance').extra).not.toHaveProperty('statement_timeout');
  });
});
