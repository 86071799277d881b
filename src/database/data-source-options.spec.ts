import { describe, expect, it } from '@jest/globals';
import { dataSourceOptions } from './data-source-options.js';

describe('data source options', () => {
  it('never let a request wait without end, but let a migration take its time', () => {
    const of = (pace: 'service' | 'maintenance') =>
      dataSourceOptions({ databaseUrl: 'postgres://h/d', dataPath: '/d', cachePath: '/c', poolMax: 7, pace });
    expect(of('service')).toMatchObject({
      poolSize: 7,
      connectTimeoutMS: 3_000,
      extra: { limits: { statementMs: 3_000 }, keepAlive: true },
    });
    expect(of('maintenance').extra).not.toHaveProperty('limits');
  });
});
