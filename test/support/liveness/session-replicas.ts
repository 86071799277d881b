import { FaceEmbeddingService } from '../../../src/faces/embedding/face-embedding.service.js';
import { type HttpAnswer, HttpClient } from '../http/http-client.js';
import { embeddingOptions } from '../inference/embedding-options.js';
import { PrivatePostgres } from '../servers/private-postgres.js';
import { bearer, startTestApp, type TestApp } from '../test-app.js';
import { LivenessVisitor, type Pictures, picturesOfAda } from './liveness-visitor.js';

/** Two replicas of one database, and what liveness sessions are shown. */
export class SessionReplicas {
  private constructor(
    readonly postgres: PrivatePostgres,
    /** Where photos are enough. */
    readonly one: TestApp,
    /** Where they are not. */
    readonly other: TestApp,
    readonly pictures: Pictures,
  ) {}

  /** @param draw renders more pictures: before the services run, since it keeps this process, which is theirs too, from answering */
  static async start(
    draw: (embedding: FaceEmbeddingService) => Promise<void> = () => Promise.resolve(),
  ): Promise<SessionReplicas> {
    const embedding = new FaceEmbeddingService(embeddingOptions());
    await embedding.onModuleInit();
    const pictures = await picturesOfAda(embedding);
    await draw(embedding);
    await embedding.onApplicationShutdown();
    const postgres = await PrivatePostgres.start({ fsync: false });
    const one = await startTestApp({ DATABASE_URL: postgres.url });
    const other = await startTestApp({ DATABASE_URL: postgres.url, LIVENESS: 'required' });
    return new SessionReplicas(postgres, one, other, pictures);
  }

  async stop(): Promise<void> {
    await this.one.close();
    await this.other.close();
    await this.postgres.stop();
  }

  /** @param sub null: nobody who is signed in */
  async as(sub: string | null, app = this.one): Promise<HttpClient> {
    return new HttpClient(app.url, sub === null ? undefined : await bearer(sub));
  }

  async open(sub: string | null, body: object): Promise<LivenessVisitor> {
    return LivenessVisitor.open(await this.as(sub), this.one.url, body);
  }

  /** What the session's creator is told about it. */
  async statusOf(sub: string | null, id: string): Promise<HttpAnswer['body']> {
    return (await (await this.as(sub)).get(`/ml/liveness-sessions/${id}`)).body;
  }
}

/** The status of an answer, with what it says first. */
export const saidOf = ({ status, body }: HttpAnswer): unknown[] => [
  status,
  body['code'] ?? body['state'] ?? body['success'],
];
