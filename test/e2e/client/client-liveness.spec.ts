import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { FaceClient } from '../../../packages/client/src/index.js';
import {
  LivenessCapture,
  type LivenessCaptureOptions,
  type LivenessStep,
} from '../../../packages/client/src/liveness-capture.js';
import { FaceEmbeddingService } from '../../../src/faces/embedding/face-embedding.service.js';
import type { Instruction } from '../../../src/faces/liveness/session-progress.js';
import { embeddingOptions } from '../../support/inference/embedding-options.js';
import { type Pictures, picturesOfAda } from '../../support/liveness/liveness-visitor.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';

const asBlob = (photo: Buffer) => new Blob([new Uint8Array(photo)], { type: 'image/jpeg' });
/** People do not look straight any more some time after they were asked, however busy the service is. */
const REACTION_MS = 350;
const WAY_MS = 500;
/** How much longer a look takes: of an idle service, and of a busy one. */
const DELAYS: [number, readonly ('enroll' | 'verify')[]][] = [
  [0, ['enroll', 'verify']],
  [1_200, ['enroll']],
];

describe('a capture of a liveness session', () => {
  let service: TestApp;
  let client: FaceClient;
  let pictures: Pictures;
  let delayMs = 0;

  const clientOf = (authorization: string) =>
    new FaceClient({
      baseUrl: service.url,
      token: () => authorization.replace('Bearer ', ''),
      language: () => 'en',
    });

  beforeAll(async () => {
    // Before the service runs: rendering keeps this process, which is the service's too, from answering.
    const renderer = new FaceEmbeddingService(embeddingOptions());
    pictures = await picturesOfAda(renderer);
    await renderer.onApplicationShutdown();
    service = await startTestApp({ LIVENESS: 'required' });
    client = clientOf(await bearer('ada'));
    // The whole way, slower.
    const embedding = service.app.get(FaceEmbeddingService, { strict: false });
    const analyze = embedding.analyze.bind(embedding);
    embedding.analyze = async (...photo) => {
      await sleep(delayMs);
      return analyze(...photo);
    };
  });

  afterAll(() => service.close());

  /** Somebody who does what they are told, in a person's time. */
  const obedient = (
    options: Pick<LivenessCaptureOptions, 'client' | 'purpose' | 'userId'>,
    steps: LivenessStep[],
  ) => {
    let asked: Instruction = 'straight';
    let since = 0;
    let before: LivenessStep | undefined;
    return new LivenessCapture({
      ...options,
      frame: () => {
        const passedMs = performance.now() - since;
        const [way, there] = pictures[asked];
        if (passedMs < REACTION_MS) return Promise.resolve(asBlob(pictures.straight[0]));
        return Promise.resolve(asBlob(passedMs < REACTION_MS + WAY_MS ? way : there));
      },
      onStep: (step) => {
        steps.push(step);
        const isAgain = step.hint?.code === 'TURN_SLOWER' && before?.hint?.code !== step.hint.code;
        if (step.instruction.code !== asked || isAgain) since = performance.now();
        asked = step.instruction.code;
        before = step;
      },
    });
  };

  it.each(DELAYS)(
    'passes, and takes the place of a photo, while a look takes %i ms longer',
    async (delay, purposes) => {
      delayMs = delay;
      const user = `ada-${delay}`;
      const client = clientOf(await bearer(user));
      expect((await client.health()).liveness_required_for).toEqual(['enroll', 'verify']);
      await expect(client.enroll(asBlob(pictures.straight[0]))).rejects.toMatchObject({
        code: 'LIVENESS_REQUIRED',
      });
      for (const purpose of purposes) {
        const steps: LivenessStep[] = [];
        const outcome = await obedient({ client, purpose }, steps).run();
        if (!outcome.passed)
          throw new Error(`${purpose}: ${String(outcome.reason)} ${JSON.stringify(steps)}`);
        expect(steps[0]).toEqual({
          instruction: { code: 'straight', message: expect.stringMatching(/\w/) as string },
          hint: null,
          progress: 0,
        });
        expect(steps.at(-1)?.progress).toBeCloseTo(6 / 7);
        const used =
          purpose === 'enroll'
            ? client.enrollBySession(outcome.sessionId)
            : client.verifyBySession(outcome.sessionId);
        expect(await used).toMatchObject({ success: true });
      }
      await client.delete(user);
    },
  );

  it('of a still photograph says why it has not passed', async () => {
    delayMs = 0;
    const frame = () => Promise.resolve(asBlob(pictures.straight[0]));
    const outcome = await new LivenessCapture({ client, purpose: 'verify', frame }).run();
    expect(outcome).toEqual({ passed: false, reason: 'TURN_TOO_LATE' });
  });

  it('that is given up gives up the session', async () => {
    const stop = new AbortController();
    let sent = 0;
    const opened: string[] = [];
    const watched: LivenessCaptureOptions['client'] = {
      openSession: async (...args) => {
        const session = await client.openSession(...args);
        opened.push(session.session_id);
        return session;
      },
      sendFrame: (...args) => client.sendFrame(...args),
      sessionStatus: (...args) => client.sessionStatus(...args),
      cancelSession: (id) => client.cancelSession(id),
    };
    const frame = () => {
      sent += 1;
      if (sent === 2) stop.abort(new Error('enough'));
      return Promise.resolve(asBlob(pictures.straight[0]));
    };
    const run = new LivenessCapture({ client: watched, purpose: 'verify', frame }).run(stop.signal);
    await expect(run).rejects.toThrow('enough');
    await expect(client.sessionStatus(opened[0] ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('a capture goes on with the right number after a lost answer, an overload and a fault', async () => {
  const seen: number[] = [];
  const problem = (code: string, status: number) => (response: ServerResponse) =>
    response
      .writeHead(status, { 'content-type': 'application/problem+json' })
      .end(JSON.stringify({ code, detail: code, status }));
  const json = (body: object) => (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const running = json({ state: 'RUNNING', instruction: { code: 'straight', message: '' }, hint: null });
  const answers = [
    running,
    problem('OVERLOADED', 503),
    (response: ServerResponse) => response.destroy(),
    problem('LIVENESS_OUT_OF_ORDER', 409),
    problem('INFERENCE_TIMEOUT', 503),
    problem('LIVENESS_OUT_OF_ORDER', 409),
    problem('LIVENESS_OUT_OF_ORDER', 409),
    json({ state: 'PASSED', instruction: null, hint: null }),
  ];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'GET') return json({ state: 'PASSED', reason: null })(response);
      if (!request.url?.endsWith('/frames'))
        return json({ session_id: 'x', session_token: 't', instruction: { code: 'straight', message: '' } })(
          response,
        );
      seen.push(Number(/name="seq"\r\n\r\n(\d+)/.exec(Buffer.concat(chunks).toString('latin1'))?.[1]));
      return answers.shift()?.(response);
    });
  });
  server.listen(0);
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const client = new FaceClient({ baseUrl: `http://localhost:${port}`, retry: { attempts: 1 } });
    const frame = () => Promise.resolve(asBlob(Buffer.from('picture')));
    const outcome = await new LivenessCapture({ client, purpose: 'verify', frame }).run();
    expect(outcome).toEqual({ passed: true, sessionId: 'x' });
    expect(seen).toEqual([1, 2, 2, 2, 3, 3, 2, 3]);
  } finally {
    server.close();
  }
});
