import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LivenessSessionsRepository } from '../../../../src/faces/liveness/liveness-sessions.repository.js';
import { eventually } from '../../../support/eventually.js';
import { filePart } from '../../../support/http/http-client.js';
import { openSession, performSession } from '../../../support/liveness/liveness-visitor.js';
import { saidOf, SessionReplicas } from '../../../support/liveness/session-replicas.js';
import { portrait } from '../../../support/photos/photos.js';
import { whyNoPostgres } from '../../../support/servers/private-postgres.js';
import { startTestApp } from '../../../support/test-app.js';

const missing = whyNoPostgres();
if (missing !== null) console.log(`skipped: ${missing}`);

(missing === null ? describe : describe.skip)('liveness sessions at two replicas of one database', () => {
  let replicas: SessionReplicas;
  /** What a session remembers that has really passed. */
  let passedProgress: string;

  const use = async (
    route: 'enroll-face' | 'verify-face',
    sub: string | null,
    id: string,
    app = replicas.one,
    fields = {},
  ) =>
    (await replicas.as(sub, app)).post(`/ml/${route}`, [
      { name: 'liveness_session', content: id },
      ...Object.entries<string>(fields).map(([name, content]) => ({ name, content })),
    ]);
  /** As if it had been passed; the dance itself is shown once. */
  const passed = async (sub: string | null, body: object): Promise<string> => {
    const { session } = await replicas.open(sub, body);
    await replicas.postgres.run(
      `UPDATE liveness_sessions SET state = 'PASSED', progress = '${passedProgress}',
         expires_at = clock_timestamp() + interval '120 s' WHERE id = '${session.id}'`,
    );
    return session.id;
  };

  beforeAll(async () => {
    replicas = await SessionReplicas.start();
    const { one, other, postgres, pictures } = replicas;
    const urls = [one.url, other.url];
    const client = await replicas.as('first');
    const session = await performSession(client, one.url, { purpose: 'enroll' }, pictures, { urls });
    expect(session.status).toMatchObject({ state: 'PASSED', reason: null });
    const { rows } = await postgres.run(
      `SELECT progress::text FROM liveness_sessions WHERE state = 'PASSED'`,
    );
    passedProgress = (rows as { progress: string }[])[0]?.progress ?? '';
    const enrolled = await use('enroll-face', 'first', session.id, other);
    expect([enrolled.status, enrolled.body['face_count']]).toEqual([200, 3]);
  });

  afterAll(() => replicas.stop());

  it('recognise whom they enrolled, 1:1 and 1:N, without a photo', async () => {
    const claimed = await passed('first', { purpose: 'verify', user_id: 'me' });
    expect(
      (await use('verify-face', 'first', claimed, replicas.other, { user_id: 'me' })).body,
    ).toMatchObject({
      success: true,
      user_id: 'first',
    });
    const searched = await passed(null, { purpose: 'verify' });
    expect((await use('verify-face', null, searched)).body).toMatchObject({
      success: true,
      user_id: 'first',
    });
  });

  it('keep no encoding once they have been used', async () => {
    const { rows } = await replicas.postgres.run(
      `SELECT count(*)::int AS n FROM liveness_sessions WHERE state = 'CONSUMED' AND progress IS NOT NULL`,
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('end with the enrolment of their person, and with them the encodings that they hold', async () => {
    const gone = await replicas.as('gone');
    expect((await gone.post('/ml/enroll-face', [filePart(await portrait('dina'))])).status).toBe(200);
    const own = await passed('gone', { purpose: 'enroll' });
    await passed(null, { purpose: 'verify', user_id: 'gone' });
    expect((await gone.delete('/ml/delete-face/me')).status).toBe(200);
    const { rows } = await replicas.postgres.run(
      `SELECT id FROM liveness_sessions WHERE user_id = 'gone' OR creator = 'gone'`,
    );
    expect(rows).toEqual([]);
    expect(saidOf(await use('enroll-face', 'gone', own))).toEqual([409, 'LIVENESS_NOT_PASSED']);
  });

  describe('refuse', () => {
    it.each(['"ada","user_id":"bea"', 'null', '["ada"]', '1'])(
      'to be opened for whoever is meant by %s',
      async (claim) => {
        const body = Buffer.from(`{"purpose":"verify","user_id":${claim}}`);
        const type = { 'content-type': 'application/json' };
        const answer = await (await replicas.as(null)).send('POST', '/ml/liveness-sessions', type, body);
        expect(saidOf(answer)).toEqual([400, 'VALIDATION_FAILED']);
      },
    );

    it('to be used twice', async () => {
      const id = await passed('ada', { purpose: 'verify' });
      await use('verify-face', 'ada', id);
      expect(saidOf(await use('verify-face', 'ada', id, replicas.other))).toEqual([
        409,
        'LIVENESS_NOT_PASSED',
      ]);
    });

    it('all but one of several parallel users', async () => {
      const id = await passed('ada', { purpose: 'verify' });
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          use('verify-face', 'ada', id, i % 2 === 0 ? replicas.one : replicas.other),
        ),
      );
      const won = answers.filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      expect(answers.filter(({ body }) => body['code'] === 'LIVENESS_NOT_PASSED')).toHaveLength(7);
    });

    it.each<[string, string | null, object, 'enroll-face' | 'verify-face', string | null, object]>([
      ['another person', 'ada', { purpose: 'enroll' }, 'enroll-face', 'bob', {}],
      ['somebody without a token', 'ada', { purpose: 'verify' }, 'verify-face', null, {}],
      [
        'another user than it was opened for',
        'ada',
        { purpose: 'verify', user_id: 'first' },
        'verify-face',
        'ada',
        { user_id: 'bob' },
      ],
      [
        'a search when it was opened for one user',
        'ada',
        { purpose: 'verify', user_id: 'first' },
        'verify-face',
        'ada',
        {},
      ],
      ['another purpose', 'ada', { purpose: 'verify', user_id: 'me' }, 'enroll-face', 'ada', {}],
      [
        'verification when it was opened to enrol',
        'ada',
        { purpose: 'enroll' },
        'verify-face',
        'ada',
        { user_id: 'me' },
      ],
    ])('%s', async (_, opener, body, route, user, fields) => {
      const id = await passed(opener, body);
      expect(saidOf(await use(route, user, id, replicas.one, fields))).toEqual([409, 'LIVENESS_NOT_PASSED']);
    });

    it('to be used before they have passed, or after two minutes', async () => {
      const { session } = await replicas.open('ada', { purpose: 'verify' });
      expect(saidOf(await use('verify-face', 'ada', session.id))).toEqual([409, 'LIVENESS_NOT_PASSED']);
      const id = await passed('ada', { purpose: 'verify' });
      await replicas.postgres.run(
        `UPDATE liveness_sessions SET expires_at = clock_timestamp() WHERE id = '${id}'`,
      );
      expect(saidOf(await use('verify-face', 'ada', id))).toEqual([409, 'LIVENESS_NOT_PASSED']);
      expect(await replicas.statusOf('ada', id)).toMatchObject({ state: 'EXPIRED' });
    });

    it('a photo beside them, and a photo alone where it is not enough', async () => {
      const photo = filePart(await portrait('ada'));
      const both = await (
        await replicas.as('ada')
      ).post('/ml/enroll-face', [
        photo,
        { name: 'liveness_session', content: await passed('ada', { purpose: 'enroll' }) },
      ]);
      expect(saidOf(both)).toEqual([400, 'FILE_UNEXPECTED']);
      for (const route of ['enroll-face', 'verify-face']) {
        const alone = await (await replicas.as('ada', replicas.other)).post(`/ml/${route}`, [photo]);
        expect(saidOf(alone)).toEqual([403, 'LIVENESS_REQUIRED']);
      }
    });

    it('to tell anybody else about themselves', async () => {
      const { session } = await replicas.open('ada', { purpose: 'enroll' });
      for (const sub of ['bob', null]) {
        const client = await replicas.as(sub);
        expect(saidOf(await client.get(`/ml/liveness-sessions/${session.id}`))).toEqual([404, 'NOT_FOUND']);
        expect(saidOf(await client.delete(`/ml/liveness-sessions/${session.id}`))).toEqual([
          404,
          'NOT_FOUND',
        ]);
      }
      expect(await replicas.statusOf('ada', session.id)).toMatchObject({
        state: 'CREATED',
        live_score: null,
        steps: [],
      });
      expect((await (await replicas.as('ada')).delete(`/ml/liveness-sessions/${session.id}`)).status).toBe(
        200,
      );
    });

    it.each<[string, string | null, object, [number, string]]>([
      ['enrolment without a token', null, { purpose: 'enroll' }, [401, 'TOKEN_MISSING']],
      ['somebody else’s enrolment', 'ada', { purpose: 'enroll', user_id: 'bob' }, [403, 'FORBIDDEN']],
      ['`me` without a token', null, { purpose: 'verify', user_id: 'me' }, [401, 'TOKEN_MISSING']],
      ['another purpose', 'ada', { purpose: 'open-the-door' }, [400, 'VALIDATION_FAILED']],
      ['an unknown field', 'ada', { purpose: 'verify', userId: 'bob' }, [400, 'FIELD_UNKNOWN']],
    ])('to be opened for %s', async (_, sub, body, refusal) => {
      expect(saidOf(await openSession(await replicas.as(sub), body))).toEqual(refusal);
    });
  });

  it('count against the user whom they were opened for, also when they are given up at the first direction', async () => {
    const body = { purpose: 'verify', user_id: 'first' };
    for (let attempt = 0; attempt < 5; attempt++) {
      const visitor = await replicas.open(null, body);
      for (let frame = 0; frame < 3; frame++) await visitor.show(replicas.pictures.straight[0]);
      await (await replicas.as(null)).delete(`/ml/liveness-sessions/${visitor.session.id}`);
    }
    expect(saidOf(await openSession(await replicas.as(null, replicas.other), body))).toEqual([
      429,
      'VERIFICATION_LOCKED',
    ]);
    expect(saidOf(await openSession(await replicas.as('first'), { ...body, user_id: 'me' }))).toEqual([
      200,
      undefined,
    ]);
  });

  it('may be abandoned by the thousand: nobody is locked by them, and they are gone after their end', async () => {
    const before = Date.now();
    const client = await replicas.as(null);
    for (let batch = 0; batch < 50; batch++) {
      await Promise.all(
        Array.from({ length: 20 }, () => openSession(client, { purpose: 'verify', user_id: 'abandoned' })),
      );
    }
    console.log(`1,000 sessions opened in ${Date.now() - before} ms`);
    expect((await openSession(client, { purpose: 'verify', user_id: 'abandoned' })).status).toBe(200);
    await replicas.postgres.run('UPDATE liveness_sessions SET expires_at = clock_timestamp()');
    await replicas.one.app.get(LivenessSessionsRepository, { strict: false }).deleteExpired();
    const { rows } = await replicas.postgres.run(
      `SELECT count(*) FILTER (WHERE state = 'CREATED')::int AS created, count(progress)::int AS remembered FROM liveness_sessions`,
    );
    expect(rows).toEqual([{ created: 0, remembered: 0 }]);
  });

  it('are deleted a day after their end, and forget their encodings before, whenever a service starts and each hour', async () => {
    const endedAgo = async (age: string): Promise<string> => {
      const id = await passed('ada', { purpose: 'verify' });
      await replicas.postgres.run(
        `UPDATE liveness_sessions SET expires_at = clock_timestamp() - interval '${age}' WHERE id = '${id}'`,
      );
      return id;
    };
    const old = await endedAgo('24 h 1 s');
    const young = await endedAgo('23 h 59 min');
    const usable = await passed('ada', { purpose: 'verify' });
    const left = async () => {
      const { rows } = await replicas.postgres.run(
        `SELECT id, progress IS NOT NULL AS remembered FROM liveness_sessions WHERE id IN ('${old}', '${young}', '${usable}')`,
      );
      return Object.fromEntries(
        (rows as { id: string; remembered: boolean }[]).map(({ id, remembered }) => [id, remembered]),
      );
    };
    expect(await left()).toEqual({ [old]: true, [young]: true, [usable]: true });
    const starting = await startTestApp({ DATABASE_URL: replicas.postgres.url });
    try {
      await eventually(async () => expect(await left()).toEqual({ [young]: false, [usable]: true }));
    } finally {
      await starting.close();
    }
  });
});
