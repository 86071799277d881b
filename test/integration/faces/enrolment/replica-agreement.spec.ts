import { hostname } from 'node:os';
import { afterEach, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { SERVICE_VERSION } from '../../../../src/common/version.js';
import { AppConfig } from '../../../../src/config/app-config.js';
import { loadEnv } from '../../../../src/config/load-env.js';
import type { InferenceStatus } from '../../../../src/faces/embedding/face-embedding.service.js';
import { ReplicaAgreement } from '../../../../src/faces/enrolment/replicas/replica-agreement.js';
import { ReplicaSettingsRepository } from '../../../../src/faces/enrolment/replicas/replica-settings.repository.js';
import { describeOnBothDatabases } from '../../../support/database/both-databases.js';

const status: InferenceStatus = {
  ...{ ready: true, queueDepth: 3, queueLimit: 64, inFlight: 1, shed: 0 },
  workers: { alive: 1, wanted: 2, restarts: 0, rssBytes: 0, pids: [] },
};

describeOnBothDatabases('replicas on one database', (db) => {
  const running: ReplicaAgreement[] = [];
  const start = async (
    env: Record<string, string> = {},
    version = 'network/1',
  ): Promise<ReplicaAgreement> => {
    const repository = new ReplicaSettingsRepository(db.database);
    const replica = new ReplicaAgreement(new AppConfig(loadEnv(env)), { version }, repository, { status });
    running.push(replica);
    await replica.round();
    return replica;
  };
  afterEach(async () => {
    for (const replica of running.splice(0)) await replica.onModuleDestroy();
  });

  it('agree with themselves and with others of the same settings', async () => {
    const [one, other] = [await start(), await start()];
    await one.round();
    expect([one.disputed, other.disputed]).toEqual([[], []]);
    expect(await db.dataSource.query('SELECT count(*)::int AS rows FROM replica_settings')).toEqual([
      { rows: 2 },
    ]);
  });

  it.each([
    ['MAX_ENCODINGS_PER_USER', '3'],
    ['MAX_FMR', '0.01'],
    ['DUPLICATE_POLICY', 'off'],
    ['LIVENESS', 'required'],
    ['RETENTION_DAYS', '30'],
    ['CONSENT_VERSION', '2026-11'],
    ['AUDIT_KEY', 'f3c1a4b7d2e8096f5a1c3b7d9e2f4a6b'],
    ['JWT_SECRET_KEY', '9e2f4a6bf3c1a4b7d2e8096f5a1c3b7d'],
  ])('notice that %s differs, and that it no longer does', async (name, value) => {
    const one = await start();
    const other = await start({ [name]: value });
    await one.round();
    expect([one.disputed, other.disputed]).toEqual([[name], [name]]);
    await other.onModuleDestroy();
    await one.round();
    expect(one.disputed).toEqual([]);
  });

  it('notice another network and another key', async () => {
    await start();
    expect((await start({}, 'network/1/key-0a1b2c3d')).disputed).toEqual(['FACE_MODEL, TEMPLATE_KEY']);
  });

  it('tell each other nothing of their keys but fingerprints', async () => {
    const key = 'f3c1a4b7d2e8096f5a1c3b7d9e2f4a6b';
    await start({ AUDIT_KEY: key, JWT_SECRET_KEY: key });
    const [row] = await db.dataSource.query<{ settings: Record<string, string> }[]>(
      'SELECT settings FROM replica_settings',
    );
    const { AUDIT_KEY: audit, JWT_SECRET_KEY: jwt } = row?.settings ?? {};
    expect([audit, jwt]).toEqual([
      expect.stringMatching(/^[0-9a-f]{8}$/),
      expect.stringMatching(/^[0-9a-f]{8}$/),
    ]);
    expect(audit).not.toBe(jwt);
  });

  it('say so once, with what each has', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    try {
      const one = await start();
      await start({ MAX_ENCODINGS_PER_USER: '3' });
      warn.mockClear();
      await one.round();
      await one.round();
      expect(warn.mock.calls).toEqual([
        ['Replicas disagree: MAX_ENCODINGS_PER_USER is 5 here and 3 elsewhere'],
      ]);
    } finally {
      warn.mockRestore();
    }
  });

  it('keep as many encodings as the most generous of them, while it runs', async () => {
    const one = await start({ MAX_ENCODINGS_PER_USER: '3' });
    expect(one.maxEncodings).toBe(3);
    const other = await start({ MAX_ENCODINGS_PER_USER: '8' });
    await one.round();
    expect([one.maxEncodings, other.maxEncodings]).toEqual([8, 8]);
    await other.onModuleDestroy();
    await one.round();
    expect(one.maxEncodings).toBe(3);
  });

  it('hear of each other which version they are, and whether they keep up', async () => {
    const before = Date.now();
    const one = await start();
    expect(await one.lastWords()).toEqual([]);
    await start();
    const [other, ...more] = await one.lastWords();
    expect(more).toEqual([]);
    expect(other).toMatchObject({
      ...{ host: hostname(), version: SERVICE_VERSION },
      ...{ ready: true, queueDepth: 3, queueLimit: 64, workersAlive: 1, workersWanted: 2 },
    });
    for (const at of [other?.startedAt, other?.saidAt])
      expect(Math.abs(new Date(at ?? 0).getTime() - before)).toBeLessThan(60_000);
    await db.dataSource.query(`UPDATE replica_settings SET about = '{}'`);
    expect(await one.lastWords()).toEqual([]);
  });

  it('forget one that went without a word, after three minutes', async () => {
    const one = await start();
    await start({ MAX_FMR: '0.01' });
    await one.round();
    expect(one.disputed).toEqual(['MAX_FMR']);
    await db.dataSource.query(`UPDATE replica_settings SET seen = seen - interval '4 minutes'`);
    await one.round();
    expect(one.disputed).toEqual([]);
  });
});
