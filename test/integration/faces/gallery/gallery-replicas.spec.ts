import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../../src/config/package-root.js';
import { eventually } from '../../../support/eventually.js';
import { TEST_MODEL } from '../../../support/database/gallery-backends.js';
import type { ReplicaRequest } from '../../../support/database/gallery-replica.js';
import { PrivatePostgres, whyNoPgvector, whyNoPostgres } from '../../../support/servers/private-postgres.js';
import { syntheticEncodings } from '../../../support/people/synthetic-people.js';

const { vector, near } = syntheticEncodings(7, TEST_MODEL.dimension);

class Replica {
  private requests = 0;
  private constructor(private readonly child: ChildProcess) {}

  static async start(databaseUrl: string): Promise<Replica> {
    const child = fork(
      join(packageRoot, 'dist', 'test', 'support', 'database', 'gallery-replica.js'),
      [databaseUrl],
      {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      },
    );
    const replica = new Replica(child);
    await replica.reply(0);
    return replica;
  }

  ask(request: ReplicaRequest): Promise<unknown> {
    const id = (this.requests += 1);
    const reply = this.reply(id);
    this.child.send({ id, request });
    return reply;
  }

  async nearest(probe: Float32Array): Promise<unknown> {
    return this.ask({ do: 'nearest', probe: [...probe] });
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.disconnect();
    await gone;
  }

  private reply(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const hear = (message: { id: number; value?: unknown; error?: string }) => {
        if (message.id !== id) return;
        this.child.off('message', hear);
        this.child.off('exit', ended);
        if (message.error === undefined) resolve(message.value);
        else reject(new Error(message.error));
      };
      const ended = () => reject(new Error('the replica has ended'));
      this.child.on('message', hear);
      this.child.once('exit', ended);
    });
  }
}

const servers = [
  { name: 'PostgreSQL with pgvector', kind: 'pgvector', skip: whyNoPgvector(), pgvector: true },
  { name: 'PostgreSQL without pgvector', kind: 'memory', skip: whyNoPostgres(), pgvector: false },
];

describe.each(servers)('two replicas on $name', ({ name, kind, skip, pgvector }) => {
  if (skip !== null) {
    console.warn(`SKIPPED: two replicas on ${name}: ${skip}`);
    it.skip(`skipped: ${skip}`, () => undefined);
    return;
  }
  let postgres: PrivatePostgres;
  let replicas: Replica[] = [];

  beforeAll(async () => {
    postgres = await PrivatePostgres.start({ pgvector, fsync: false });
    replicas = await Promise.all([Replica.start(postgres.url), Replica.start(postgres.url)]);
  });

  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await postgres.stop();
  });

  const pair = () => {
    const [one, other] = replicas;
    if (!one || !other) throw new Error('two replicas were expected');
    return { one, other };
  };

  it(`both search with ${kind}`, async () => {
    expect(await Promise.all(replicas.map((replica) => replica.ask({ do: 'kind' })))).toEqual([kind, kind]);
  });

  it('an enrolment on one is seen by the other within a second', async () => {
    const { one, other } = pair();
    for (let round = 0; round < 10; round += 1) {
      const [from, to] = round % 2 === 0 ? [one, other] : [other, one];
      const [userId, centre] = [`user-${round}`, vector()];
      await from.ask({ do: 'enroll', userId, encoding: [...near(centre)] });
      expect(await from.nearest(centre)).toBe(userId);
      await eventually(async () => expect(await to.nearest(centre)).toBe(userId));
    }
  });

  it('a deletion is immediate on the one that did it, and on the other within a second', async () => {
    const { one, other } = pair();
    for (let round = 0; round < 10; round += 1) {
      const [from, to] = round % 2 === 0 ? [one, other] : [other, one];
      const [userId, centre] = [`gone-${round}`, vector()];
      await from.ask({ do: 'enroll', userId, encoding: [...centre] });
      await eventually(async () => expect(await to.nearest(centre)).toBe(userId));
      await from.ask({ do: 'delete', userId });
      expect(await from.nearest(centre)).not.toBe(userId);
      await eventually(async () => expect(await to.nearest(centre)).not.toBe(userId));
    }
    await eventually(async () => {
      const sizes = await Promise.all(replicas.map((replica) => replica.ask({ do: 'size' })));
      expect(sizes).toEqual([10, 10]);
    });
  });
});
