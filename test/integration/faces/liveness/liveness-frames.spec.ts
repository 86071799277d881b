import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JwtService } from '@nestjs/jwt';
import { FaceEmbeddingService } from '../../../../src/faces/embedding/face-embedding.service.js';
import { LIVENESS_RULES } from '../../../../src/faces/liveness/liveness-rules.js';
import { LivenessSessionsRepository } from '../../../../src/faces/liveness/liveness-sessions.repository.js';
import { eventually } from '../../../support/eventually.js';
import { type HttpAnswer, HttpClient } from '../../../support/http/http-client.js';
import { fillLine } from '../../../support/inference/full-line.js';
import { headOf, type LivenessVisitor, sendFrame } from '../../../support/liveness/liveness-visitor.js';
import { saidOf, SessionReplicas } from '../../../support/liveness/session-replicas.js';
import { whyNoPostgres } from '../../../support/servers/private-postgres.js';
import { bearer, TEST_SECRET } from '../../../support/test-app.js';

const missing = whyNoPostgres();
if (missing !== null) console.log(`skipped: ${missing}`);

(missing === null ? describe : describe.skip)('frames of liveness sessions at two replicas', () => {
  let replicas: SessionReplicas;
  /** Somebody else, turned to the left. */
  let stranger: Buffer;

  beforeAll(async () => {
    replicas = await SessionReplicas.start(async (embedding) => {
      stranger = await (await headOf('june', embedding)).frame({ yaw: 20, pitch: 0 });
    });
  });

  afterAll(() => replicas.stop());

  it('lose no time to frames that the service turned away, of half a minute at most', async () => {
    const { session } = await replicas.open('ada', { purpose: 'verify' });
    const { id: another } = (await replicas.open('bea', { purpose: 'verify' })).session;
    const [straight] = replicas.pictures.straight;
    const embedding = replicas.one.app.get(FaceEmbeddingService, { strict: false });
    let seq = 1;
    const turnedAway = (shown: { id: string; token: string }) =>
      eventually(async () => {
        const places = fillLine(embedding);
        try {
          const { status } = await sendFrame(replicas.one.url, shown, straight, seq);
          // The places lapsed before it came.
          if (status === 200) seq += 1;
          return status === 503;
        } finally {
          for (const place of places) place.release();
        }
      });
    const times = async (id: string) => {
      const { rows } = await replicas.postgres.run(
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

    const fresh = (await replicas.open('ada', { purpose: 'verify' })).session.id;
    const sessions = replicas.one.app.get(LivenessSessionsRepository, { strict: false });
    const { ends: ofFresh } = await times(fresh);
    await sessions.standStill(fresh, 0, 20_000);
    const { ends, still } = await times(fresh);
    expect(ends).toBeCloseTo(ofFresh + 20_000, 0);
    expect(await sessions.claim(fresh, 1)).toBe('too-soon');
    await sessions.standStill(fresh, 0, 20_000);
    expect((await times(fresh)).still).toBeCloseTo(still, 0);
    await replicas.postgres.run(
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
    it('frames that are repeated, left out or too close together', async () => {
      const visitor = await replicas.open('ada', { purpose: 'verify' });
      const { session } = visitor;
      const [straight] = replicas.pictures.straight;
      expect(saidOf(await visitor.show(straight))).toEqual([200, 'RUNNING']);
      expect(saidOf(await sendFrame(replicas.other.url, session, straight, 1))).toEqual([
        409,
        'LIVENESS_OUT_OF_ORDER',
      ]);
      expect(saidOf(await sendFrame(replicas.one.url, session, straight, 3))).toEqual([
        409,
        'LIVENESS_OUT_OF_ORDER',
      ]);
      await replicas.postgres.run(
        `UPDATE liveness_sessions SET frame_at = clock_timestamp() + interval '1 h' WHERE id = '${session.id}'`,
      );
      expect(saidOf(await sendFrame(replicas.one.url, session, straight, 2))).toEqual([429, 'RATE_LIMITED']);
    });

    it('all but one of several frames of one number', async () => {
      const { session } = await replicas.open('ada', { purpose: 'verify' });
      const [straight] = replicas.pictures.straight;
      const answers = await Promise.all(
        [replicas.one, replicas.other, replicas.one, replicas.other].map(({ url }) =>
          sendFrame(url, session, straight, 1),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    });

    it('no frame because an earlier one took the service long, but nobody is waited for beyond three minutes', async () => {
      const visitor = await replicas.open('ada', { purpose: 'verify' });
      const { id } = visitor.session;
      const heldSince = (age: string) =>
        replicas.postgres.run(
          `UPDATE liveness_sessions SET frame_at = clock_timestamp() - interval '${age}', claimed_seq = applied_seq + 1 WHERE id = '${id}'`,
        );
      const endsIn = async () => {
        const { rows } = await replicas.postgres.run(
          `SELECT round(extract(epoch FROM expires_at - created_at))::int AS s FROM liveness_sessions WHERE id = '${id}'`,
        );
        return (rows as { s: number }[])[0]?.s;
      };
      const sessions = replicas.one.app.get(LivenessSessionsRepository, { strict: false });
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
      const visitor = await replicas.open('ada', { purpose: 'verify' });
      await replicas.postgres.run(
        `UPDATE liveness_sessions SET expires_at = clock_timestamp() WHERE id = '${visitor.session.id}'`,
      );
      expect(saidOf(await visitor.show(replicas.pictures.straight[0]))).toEqual([409, 'LIVENESS_ENDED']);
      expect(await replicas.statusOf('ada', visitor.session.id)).toMatchObject({ state: 'EXPIRED' });
    });

    it('tokens of the other kind, in both directions', async () => {
      const { session } = await replicas.open('ada', { purpose: 'enroll' });
      const [straight] = replicas.pictures.straight;
      const users = (await bearer('ada')).replace('Bearer ', '');
      const forged = await new JwtService({ secret: TEST_SECRET }).signAsync(
        { sub: session.id },
        { audience: 'twoinone-ml/liveness-session', expiresIn: 60 },
      );
      const others = (await replicas.open('bob', { purpose: 'enroll' })).session.token;
      for (const token of [users, forged, others]) {
        const answer = await sendFrame(replicas.one.url, { ...session, token }, straight, 1);
        expect(saidOf(answer)).toEqual([401, 'TOKEN_INVALID']);
      }
      const without = await new HttpClient(replicas.one.url).post(
        `/ml/liveness-sessions/${session.id}/frames`,
        [],
      );
      expect(saidOf(without)).toEqual([401, 'TOKEN_MISSING']);
      for (const [method, path] of [
        ['GET', '/ml/users-enrolled'],
        ['GET', `/ml/liveness-sessions/${session.id}`],
      ] as const) {
        const answer = await new HttpClient(replicas.one.url, `Bearer ${session.token}`).send(method, path);
        expect(saidOf(answer)).toEqual([401, 'TOKEN_INVALID']);
      }
    });
  });

  describe('fail', () => {
    it('when the person changes between the steps', async () => {
      const askedLeft = async (): Promise<LivenessVisitor> => {
        const visitor = await replicas.open('ada', { purpose: 'verify' });
        let answer: HttpAnswer | undefined;
        for (let frame = 0; frame < 3; frame++) answer = await visitor.show(replicas.pictures.straight[0]);
        const { code } = answer?.body['instruction'] as { code: string };
        return code === 'left' ? visitor : askedLeft();
      };
      const visitor = await askedLeft();
      const [way] = replicas.pictures.left;
      expect(saidOf(await visitor.show(way))).toEqual([200, 'RUNNING']);
      expect((await visitor.show(stranger)).body).toMatchObject({ state: 'FAILED', instruction: null });
      expect(await replicas.statusOf('ada', visitor.session.id)).toMatchObject({
        reason: 'PERSON_CHANGED',
      });
    });

    it('when a still photograph is shown', async () => {
      const visitor = await replicas.open('ada', { purpose: 'verify' });
      const end = await visitor.followTo(replicas.pictures, {
        choose: () => replicas.pictures.straight[0],
      });
      expect(end.body).toMatchObject({ state: 'FAILED' });
      expect(await replicas.statusOf('ada', visitor.session.id)).toMatchObject({ reason: 'TURN_TOO_LATE' });
      const { rows } = await replicas.postgres.run(
        `SELECT actor, outcome FROM audit_log WHERE action = 'liveness' ORDER BY id DESC LIMIT 1`,
      );
      expect(rows).toEqual([{ actor: 'ada', outcome: 'TURN_TOO_LATE' }]);
    });
  });
});
