import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JwtService } from '@nestjs/jwt';
import { FaceEmbeddingService } from '../../src/faces/embedding/face-embedding.service.js';
import { LIVENESS_RULES } from '../../src/faces/liveness/liveness-rules.js';
import { LivenessSessionsRepository } from '../../src/faces/liveness/liveness-sessions.repository.js';
import { embeddingOptions } from '../support/inference/embedding-options.js';
import { eventually } from '../support/eventually.js';
import { fillLine } from '../support/inference/full-line.js';
import { filePart, type HttpAnswer, HttpClient } from '../support/http/http-client.js';
import {
  headOf,
  LivenessVisitor,
  openSession,
  performSession,
  type Pictures,
  picturesOfAda,
  sendFrame,
} from '../support/photos/liveness-visitor.js';
import { portrait } from '../support/photos/photos.js';
import { PrivatePostgres, whyNoPostgres } from '../support/servers/private-postgres.js';
import { bearer, startTestApp, TEST_SECRET, type TestApp } from '../support/test-app.js';

const missing = whyNoPostgres();
if (missing !== null) console.log(`skipped: ${missing}`);

(missing === null ? describe : describe.skip)('liveness sessions at two replicas of one database', () => {
  let postgres: PrivatePostgres;
  /** Where photos are enough. */
  let one: TestApp;
  /** Where they are not. */
  let other: TestApp;
  let pictures: Pictures;
  /** Somebody else, turned to the left. */
  let stranger: Buffer;
  /** What a session remembers that has really passed. */
  let passedProgress: string;

  const as = async (sub: string | null, app = one) =>
    new HttpClient(app.url, sub === null ? undefined : await bearer(sub));
  const open = async (sub: string | null, body: object) => LivenessVisitor.open(await as(sub), one.url, body);
  const use = async (
    route: 'enroll-face' | 'verify-face',
    sub: string | null,
    id: string,
    app = one,
    fields = {},
  ) =>
    (await as(sub, app)).post(`/ml/${route}`, [
      { name: 'liveness_session', content: id },
      ...Object.entries<string>(fields).map(([name, content]) => ({ name, content })),
    ]);
  const saidOf = ({ status, body }: HttpAnswer) => [status, body['code'] ?? body['state'] ?? body['success']];
  const statusOf = async (sub: string | null, id: string) =>
    (await (await as(sub)).get(`/ml/liveness-sessions/${id}`)).body;
  /** As if it had been passed; the dance itself is shown once. */
  const passed = async (sub: string | null, body: object): Promise<string> => {
    const { session } = await open(sub, body);
    await postgres.run(
      `UPDATE liveness_sessions SET state = 'PASSED', progress = '${passedProgress}',
         expires_at = clock_timestamp() + interval '120 s' WHERE id = '${session.id}'`,
    );
    return session.id;
  };

  beforeAll(async () => {
    // Before the services run: rendering keeps this process, which is theirs too, from answering.
    const embedding = new FaceEmbeddingService(embeddingOptions());
    await embedding.onModuleInit();
    pictures = await picturesOfAda(embedding);
    stranger = await (await headOf('june', embedding)).frame({ yaw: 20, pitch: 0 });
    await embedding.onApplicationShutdown();
    postgres = await PrivatePostgres.start({ fsync: false });
    one = await startTestApp({ DATABASE_URL: postgres.url });
    other = await startTestApp({ DATABASE_URL: postgres.url, LIVENESS: 'required' });
    const urls = [one.url, other.url];
    const session = await performSession(await as('first'), one.url, { purpose: 'enroll' }, pictures, {
      urls,
    });
    expect(session.status).toMatchObject({ state: 'PASSED', reason: null });
    const { rows } = await postgres.run(
      `SELECT progress::text FROM liveness_sessions WHERE state = 'PASSED'`,
    );
    passedProgress = (rows as { progress: string }[])[0]?.progress ?? '';
    const enrolled = await use('enroll-face', 'first', session.id, other);
    expect([enrolled.status, enrolled.body['face_count']]).toEqual([200, 3]);
  });

  afterAll(async () => {
    await one.close();
    await other.close();
    await postgres.stop();
  });

  it('recognise whom they enrolled, 1:1 and 1:N, without a photo', async () => {
    const claimed = await passed('first', { purpose: 'verify', user_id: 'me' });
    expect((await use('verify-face', 'first', claimed, other, { user_id: 'me' })).body).toMatchObject({
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
    const { rows } = await postgres.run(
      `SELECT count(*)::int AS n FROM liveness_sessions WHERE state = 'CONSUMED' AND progress IS NOT NULL`,
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('end with the enrolment of their person, and with them the encodings that they hold', async () => {
    const gone = await as('gone');
    expect((await gone.post('/ml/enroll-face', [filePart(await portrait('dina'))])).status).toBe(200);
    const own = await passed('gone', { purpose: 'enroll' });
    await passed(null, { purpose: 'verify', user_id: 'gone' });
    expect((await gone.delete('/ml/delete-face/me')).status).toBe(200);
    const { rows } = await postgres.run(
      `SELECT id FROM liveness_sessions WHERE user_id = 'gone' OR creator = 'gone'`,
    );
    expect(rows).toEqual([]);
    expect(saidOf(await use('enroll-face', 'gone', own))).toEqual([409, 'LIVENESS_NOT_PASSED']);
  });

  it('lose no time to frames that the service turned away, of half a minute at most', async () => {
    const { session } = await open('ada', { purpose: 'verify' });
    const { id: another } = (await open('bea', { purpose: 'verify' })).session;
    const [straight] = pictures.straight;
    const embedding = one.app.get(FaceEmbeddingService, { strict: false });
    let seq = 1;
    const turnedAway = (shown: { id: string; token: string }) =>
      eventually(async () => {
        const places = fillLine(embedding);
        try {
          const { status } = await sendFrame(one.url, shown, straight, seq);
          // The places lapsed before it came.
          if (status === 200) seq += 1;
          return status === 503;
        } finally {
          for (const place of places) place.release();
        }
      });
    const times = async (id: string) => {
      const { rows } = await postgres.run(
        `SELECT extract(epoch FROM expires_at - created_at)::float * 1000 AS ends,
                extract(epoch FROM frame_at - expires_at)::float * 1000 AS still
         FROM liveness_sessions WHERE id = '${id}'`,
      );
      return (rows as { ends: number; still: number }[])[0] ?? { ends: 0, still: 0 };
    };
    const { ends: before } = await times(session.id);
    const { ends: ofAnother } = await times(another);
    await turnedAway({ id: another, token: session.token });
    await turnedAway(session);
    await eventually(async () => (await times(session.id)).ends >= before + 1_000);
    expect((await times(another)).ends).toBe(ofAnother);

    const fresh = (await open('ada', { purpose: 'verify' })).session.id;
    const sessions = one.app.get(LivenessSessionsRepository, { strict: false });
    const { ends: ofFresh } = await times(fresh);
    await sessions.standStill(fresh, 0, 20_000);
    const { ends, still } = await times(fresh);
    expect(ends).toBeCloseTo(ofFresh + 20_000, 0);
    expect(await sessions.claim(fresh, 1)).toBe('too-soon');
    await sessions.standStill(fresh, 0, 20_000);
    expect((await times(fresh)).still).toBeCloseTo(still, 0);
    await postgres.run(
      `UPDATE liveness_sessions SET created_at = created_at - interval '21 s', frame_at = frame_at - interval '21 s',
         expires_at = expires_at - interval '21 s' WHERE id = '${fresh}'`,
    );
    await eventually(async () => {
      const claimed = await sessions.claim(fresh, 1);
      if (typeof claimed === 'string') return false;
      expect(claimed.arrived.atMs - claimed.arrived.clockMs).toBeGreaterThanOrEqual(20_000 - 1);
      return true;
    });
    await sessions.skip(fresh, 1);
    await sessions.standStill(fresh, 0, 600_000);
    expect((await times(fresh)).ends).toBeCloseTo(
      LIVENESS_RULES.sessionMs + LIVENESS_RULES.turnedAwayMostMs,
      0,
    );
  });

  describe('refuse', () => {
    it.each(['"ada","user_id":"bea"', 'null', '["ada"]', '1'])(
      'to be opened for whoever is meant by %s',
      async (claim) => {
        const body = Buffer.from(`{"purpose":"verify","user_id":${claim}}`);
        const type = { 'content-type': 'application/json' };
        const answer = await (await as(null)).send('POST', '/ml/liveness-sessions', type, body);
        expect(saidOf(answer)).toEqual([400, 'VALIDATION_FAILED']);
      },
    );

    it('to be used twice', async () => {
      const id = await passed('ada', { purpose: 'verify' });
      await use('verify-face', 'ada', id);
      expect(saidOf(await use('verify-face', 'ada', id, other))).toEqual([409, 'LIVENESS_NOT_PASSED']);
    });

    it('all but one of several parallel users', async () => {
      const id = await passed('ada', { purpose: 'verify' });
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) => use('verify-face', 'ada', id, i % 2 === 0 ? one : other)),
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
      expect(saidOf(await use(route, user, id, one, fields))).toEqual([409, 'LIVENESS_NOT_PASSED']);
    });

    it('to be used before they have passed, or after two minutes', async () => {
      const { session } = await open('ada', { purpose: 'verify' });
      expect(saidOf(await use('verify-face', 'ada', session.id))).toEqual([409, 'LIVENESS_NOT_PASSED']);
      const id = await passed('ada', { purpose: 'verify' });
      await postgres.run(`UPDATE liveness_sessions SET expires_at = clock_timestamp() WHERE id = '${id}'`);
      expect(saidOf(await use('verify-face', 'ada', id))).toEqual([409, 'LIVENESS_NOT_PASSED']);
      expect(await statusOf('ada', id)).toMatchObject({ state: 'EXPIRED' });
    });

    it('a photo beside them, and a photo alone where it is not enough', async () => {
      const photo = filePart(await portrait('ada'));
      const both = await (
        await as('ada')
      ).post('/ml/enroll-face', [
        photo,
        { name: 'liveness_session', content: await passed('ada', { purpose: 'enroll' }) },
      ]);
      expect(saidOf(both)).toEqual([400, 'FILE_UNEXPECTED']);
      for (const route of ['enroll-face', 'verify-face']) {
        const alone = await (await as('ada', other)).post(`/ml/${route}`, [photo]);
        expect(saidOf(alone)).toEqual([403, 'LIVENESS_REQUIRED']);
      }
    });

    it('frames that are repeated, left out or too close together', async () => {
      const visitor = await open('ada', { purpose: 'verify' });
      const { session } = visitor;
      const [straight] = pictures.straight;
      expect(saidOf(await visitor.show(straight))).toEqual([200, 'RUNNING']);
      expect(saidOf(await sendFrame(other.url, session, straight, 1))).toEqual([
        409,
        'LIVENESS_OUT_OF_ORDER',
      ]);
      expect(saidOf(await sendFrame(one.url, session, straight, 3))).toEqual([409, 'LIVENESS_OUT_OF_ORDER']);
      await postgres.run(
        `UPDATE liveness_sessions SET frame_at = clock_timestamp() + interval '1 h' WHERE id = '${session.id}'`,
      );
      expect(saidOf(await sendFrame(one.url, session, straight, 2))).toEqual([429, 'RATE_LIMITED']);
    });

    it('all but one of several frames of one number', async () => {
      const { session } = await open('ada', { purpose: 'verify' });
      const [straight] = pictures.straight;
      const answers = await Promise.all(
        [one, other, one, other].map(({ url }) => sendFrame(url, session, straight, 1)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    });

    it('no frame because an earlier one took the service long, but nobody is waited for beyond three minutes', async () => {
      const visitor = await open('ada', { purpose: 'verify' });
      const { id } = visitor.session;
      const heldSince = (age: string) =>
        postgres.run(
          `UPDATE liveness_sessions SET frame_at = clock_timestamp() - interval '${age}', claimed_seq = applied_seq + 1 WHERE id = '${id}'`,
        );
      const endsIn = async () => {
        const { rows } = await postgres.run(
          `SELECT round(extract(epoch FROM expires_at - created_at))::int AS s FROM liveness_sessions WHERE id = '${id}'`,
        );
        return (rows as { s: number }[])[0]?.s;
      };
      const sessions = one.app.get(LivenessSessionsRepository, { strict: false });
      await heldSince('20.3 s');
      await sessions.skip(id, 1);
      expect(await endsIn()).toBe(80);
      await heldSince('0.1 s');
      await sessions.skip(id, 2);
      expect(await endsIn()).toBe(80);
      await heldSince('500 s');
      await sessions.skip(id, 3);
      expect(await endsIn()).toBe(180);
    });

    it('frames after their end', async () => {
      const visitor = await open('ada', { purpose: 'verify' });
      await postgres.run(
        `UPDATE liveness_sessions SET expires_at = clock_timestamp() WHERE id = '${visitor.session.id}'`,
      );
      expect(saidOf(await visitor.show(pictures.straight[0]))).toEqual([409, 'LIVENESS_ENDED']);
      expect(await statusOf('ada', visitor.session.id)).toMatchObject({ state: 'EXPIRED' });
    });

    it('tokens of the other kind, in both directions', async () => {
      const { session } = await open('ada', { purpose: 'enroll' });
      const [straight] = pictures.straight;
      const users = (await bearer('ada')).replace('Bearer ', '');
      const forged = await new JwtService({ secret: TEST_SECRET }).signAsync(
        { sub: session.id },
        { audience: 'twoinone-ml/liveness-session', expiresIn: 60 },
      );
      const others = (await open('bob', { purpose: 'enroll' })).session.token;
      for (const token of [users, forged, others]) {
        const answer = await sendFrame(one.url, { ...session, token }, straight, 1);
        expect(saidOf(answer)).toEqual([401, 'TOKEN_INVALID']);
      }
      const without = await new HttpClient(one.url).post(`/ml/liveness-sessions/${session.id}/frames`, []);
      expect(saidOf(without)).toEqual([401, 'TOKEN_MISSING']);
      for (const [method, path] of [
        ['GET', '/ml/users-enrolled'],
        ['GET', `/ml/liveness-sessions/${session.id}`],
      ] as const) {
        const answer = await new HttpClient(one.url, `Bearer ${session.token}`).send(method, path);
        expect(saidOf(answer)).toEqual([401, 'TOKEN_INVALID']);
      }
    });

    it('to tell anybody else about themselves', async () => {
      const { session } = await open('ada', { purpose: 'enroll' });
      for (const sub of ['bob', null]) {
        const client = await as(sub);
        expect(saidOf(await client.get(`/ml/liveness-sessions/${session.id}`))).toEqual([404, 'NOT_FOUND']);
        expect(saidOf(await client.delete(`/ml/liveness-sessions/${session.id}`))).toEqual([
          404,
          'NOT_FOUND',
        ]);
      }
      expect(await statusOf('ada', session.id)).toMatchObject({
        state: 'CREATED',
        live_score: null,
        steps: [],
      });
      expect((await (await as('ada')).delete(`/ml/liveness-sessions/${session.id}`)).status).toBe(200);
    });

    it.each<[string, string | null, object, [number, string]]>([
      ['enrolment without a token', null, { purpose: 'enroll' }, [401, 'TOKEN_MISSING']],
      ['somebody else’s enrolment', 'ada', { purpose: 'enroll', user_id: 'bob' }, [403, 'FORBIDDEN']],
      ['`me` without a token', null, { purpose: 'verify', user_id: 'me' }, [401, 'TOKEN_MISSING']],
      ['another purpose', 'ada', { purpose: 'open-the-door' }, [400, 'VALIDATION_FAILED']],
      ['an unknown field', 'ada', { purpose: 'verify', userId: 'bob' }, [400, 'FIELD_UNKNOWN']],
    ])('to be opened for %s', async (_, sub, body, refusal) => {
      expect(saidOf(await openSession(await as(sub), body))).toEqual(refusal);
    });
  });

  describe('fail', () => {
    it('when the person changes between the steps', async () => {
      const askedLeft = async (): Promise<LivenessVisitor> => {
        const visitor = await open('ada', { purpose: 'verify' });
        let answer: HttpAnswer | undefined;
        for (let frame = 0; frame < 3; frame++) answer = await visitor.show(pictures.straight[0]);
        const { code } = answer?.body['instruction'] as { code: string };
        return code === 'left' ? visitor : askedLeft();
      };
      const visitor = await askedLeft();
      const [way] = pictures.left;
      expect(saidOf(await visitor.show(way))).toEqual([200, 'RUNNING']);
      expect((await visitor.show(stranger)).body).toMatchObject({ state: 'FAILED', instruction: null });
      expect(await statusOf('ada', visitor.session.id)).toMatchObject({ reason: 'PERSON_CHANGED' });
    });

    it('when a still photograph is shown', async () => {
      const visitor = await open('ada', { purpose: 'verify' });
      const end = await visitor.followTo(pictures, { choose: () => pictures.straight[0] });
      expect(end.body).toMatchObject({ state: 'FAILED' });
      expect(await statusOf('ada', visitor.session.id)).toMatchObject({ reason: 'TURN_TOO_LATE' });
      const { rows } = await postgres.run(
        `SELECT actor, outcome FROM audit_log WHERE action = 'liveness' ORDER BY id DESC LIMIT 1`,
      );
      expect(rows).toEqual([{ actor: 'ada', outcome: 'TURN_TOO_LATE' }]);
    });
  });

  it('count against the user whom they were opened for, also when they are given up at the first direction', async () => {
    const body = { purpose: 'verify', user_id: 'first' };
    for (let attempt = 0; attempt < 5; attempt++) {
      const visitor = await open(null, body);
      for (let frame = 0; frame < 3; frame++) await visitor.show(pictures.straight[0]);
      await (await as(null)).delete(`/ml/liveness-sessions/${visitor.session.id}`);
    }
    expect(saidOf(await openSession(await as(null, other), body))).toEqual([429, 'VERIFICATION_LOCKED']);
    expect(saidOf(await openSession(await as('first'), { ...body, user_id: 'me' }))).toEqual([
      200,
      undefined,
    ]);
  });

  it('may be abandoned by the thousand: nobody is locked by them, and they are gone after their end', async () => {
    const before = Date.now();
    const client = await as(null);
    for (let batch = 0; batch < 50; batch++) {
      await Promise.all(
        Array.from({ length: 20 }, () => openSession(client, { purpose: 'verify', user_id: 'abandoned' })),
      );
    }
    console.log(`1,000 sessions opened in ${Date.now() - before} ms`);
    expect((await openSession(client, { purpose: 'verify', user_id: 'abandoned' })).status).toBe(200);
    await postgres.run('UPDATE liveness_sessions SET expires_at = clock_timestamp()');
    await one.app.get(LivenessSessionsRepository, { strict: false }).deleteExpired();
    const { rows } = await postgres.run(
      `SELECT count(*) FILTER (WHERE state = 'CREATED')::int AS created, count(progress)::int AS remembered FROM liveness_sessions`,
    );
    expect(rows).toEqual([{ created: 0, remembered: 0 }]);
  });

  it('are deleted a day after their end, and forget their encodings before, whenever a service starts and each hour', async () => {
    const endedAgo = async (age: string): Promise<string> => {
      const id = await passed('ada', { purpose: 'verify' });
      await postgres.run(
        `UPDATE liveness_sessions SET expires_at = clock_timestamp() - interval '${age}' WHERE id = '${id}'`,
      );
      return id;
    };
    const old = await endedAgo('24 h 1 s');
    const young = await endedAgo('23 h 59 min');
    const usable = await passed('ada', { purpose: 'verify' });
    const left = async () => {
      const { rows } = await postgres.run(
        `SELECT id, progress IS NOT NULL AS remembered FROM liveness_sessions WHERE id IN ('${old}', '${young}', '${usable}')`,
      );
      return Object.fromEntries(
        (rows as { id: string; remembered: boolean }[]).map(({ id, remembered }) => [id, remembered]),
      );
    };
    expect(await left()).toEqual({ [old]: true, [young]: true, [usable]: true });
    const starting = await startTestApp({ DATABASE_URL: postgres.url });
    try {
      await eventually(async () => expect(await left()).toEqual({ [young]: false, [usable]: true }));
    } finally {
      await starting.close();
    }
  });
});
