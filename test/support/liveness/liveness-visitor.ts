import { setTimeout as sleep } from 'node:timers/promises';
import type { FaceEmbeddingService } from '../../../src/faces/embedding/face-embedding.service.js';
import { LIVENESS_RULES } from '../../../src/faces/liveness/liveness-rules.js';
import type { Instruction } from '../../../src/faces/liveness/session-progress.js';
import { filePart, type HttpAnswer, HttpClient } from '../http/http-client.js';
import { portrait } from '../photos/photos.js';
import { type Turn, TurningHead } from './turning-head.js';

/** Between two frames: nobody is at a direction sooner than two of them after it was asked for. */
const PACE_MS = 200;

const STRAIGHT: Turn = { yaw: 10, pitch: 0 };
/** The way to each direction and the direction itself, as Ada's photograph, in which she looks a little to the right, has to be turned. */
const POSES: Record<Instruction, readonly [way: Turn, there: Turn]> = {
  straight: [STRAIGHT, STRAIGHT],
  left: [
    { yaw: 28, pitch: 0 },
    { yaw: 39, pitch: 0 },
  ],
  right: [
    { yaw: -8, pitch: 0 },
    { yaw: -34, pitch: 0 },
  ],
  up: [
    { yaw: 10, pitch: 7 },
    { yaw: 10, pitch: 18 },
  ],
  down: [
    { yaw: 10, pitch: -10 },
    { yaw: 10, pitch: -24 },
  ],
};

export type Pictures = Record<Instruction, readonly [way: Buffer, there: Buffer]>;

/** A head made of the photograph of one of the sample people. */
export async function headOf(
  name: Parameters<typeof portrait>[0],
  embedding: FaceEmbeddingService,
): Promise<TurningHead> {
  const photo = await portrait(name);
  const { faces } = await embedding.analyze(photo, 'detect');
  return TurningHead.of(photo, faces[0]?.landmarks ?? []);
}

/** Pictures of Ada doing everything that a session asks for. */
export async function picturesOfAda(embedding: FaceEmbeddingService): Promise<Pictures> {
  const head = await headOf('ada', embedding);
  const pictures: Partial<Record<Instruction, readonly [Buffer, Buffer]>> = {};
  for (const [instruction, [way, there]] of Object.entries(POSES)) {
    pictures[instruction as Instruction] = [await head.frame(way), await head.frame(there)];
  }
  return pictures as Pictures;
}

export interface OpenSession {
  id: string;
  token: string;
}

/** Somebody in front of a camera, as a client of the service sees them. */
export class LivenessVisitor {
  private seq = 0;
  private way = false;

  constructor(
    private readonly url: string,
    readonly session: OpenSession,
  ) {}

  static async open(client: HttpClient, url: string, body: object): Promise<LivenessVisitor> {
    const answer = await openSession(client, body);
    if (answer.status !== 200) throw new Error(`No session: ${JSON.stringify(answer.body)}`);
    return new LivenessVisitor(url, {
      id: String(answer.body['session_id']),
      token: String(answer.body['session_token']),
    });
  }

  /** Sends the next picture; another replica may take it. */
  async show(picture: Buffer, { url = this.url, seq = this.seq + 1 } = {}): Promise<HttpAnswer> {
    const answer = await sendFrame(url, this.session, picture, seq);
    if (answer.status === 200) this.seq = seq;
    await sleep(PACE_MS);
    return answer;
  }

  /** Does what is asked until the session ends. @param choose another picture for a moment */
  async followTo(
    pictures: Pictures,
    { urls = [this.url], choose = (_: Instruction, picture: Buffer) => picture } = {},
  ): Promise<HttpAnswer> {
    let asked: Instruction = 'straight';
    for (let count = 0; count < LIVENESS_RULES.frames; count++) {
      const picture = pictures[asked][this.way ? 0 : 1];
      this.way = false;
      const answer = await this.show(choose(asked, picture), { url: urls[count % urls.length] ?? this.url });
      const instruction = answer.body['instruction'] as { code: Instruction } | null;
      if (answer.status !== 200 || answer.body['state'] !== 'RUNNING' || instruction === null) return answer;
      this.way = instruction.code !== asked && instruction.code !== 'straight';
      asked = instruction.code;
    }
    throw new Error('The session never ended');
  }
}

/** Somebody who does all that a session asks for. @returns how it ended, for its creator */
export async function performSession(
  client: HttpClient,
  url: string,
  body: object,
  pictures: Pictures,
  { urls = [url] } = {},
): Promise<{ id: string; status: HttpAnswer['body'] }> {
  const visitor = await LivenessVisitor.open(client, url, body);
  await visitor.followTo(pictures, { urls });
  const { id } = visitor.session;
  const { body: status } = await client.get(`/ml/liveness-sessions/${id}`);
  return { id, status };
}

export function openSession(client: HttpClient, body: object): Promise<HttpAnswer> {
  return client.send(
    'POST',
    '/ml/liveness-sessions',
    { 'content-type': 'application/json' },
    Buffer.from(JSON.stringify(body)),
  );
}

export function sendFrame(
  url: string,
  { id, token }: OpenSession,
  picture: Buffer,
  seq: number,
): Promise<HttpAnswer> {
  return new HttpClient(url, `Bearer ${token}`).post(`/ml/liveness-sessions/${id}/frames`, [
    filePart(picture),
    { name: 'seq', content: String(seq) },
  ]);
}
