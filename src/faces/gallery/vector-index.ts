import { createHash } from 'node:crypto';
import type { Logger } from '@nestjs/common';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { ServerClient } from '../../database/server/server-client.js';
import type { Database } from '../../database/database.js';
import type { GalleryModel } from './gallery.js';
import { serverConnection } from './server-connection.js';

/** Tables that can be indexed, the type of their vectors, how many numbers HNSW takes of it at most (pgvector), and the bytes of one. */
const INDEXABLE = {
  face_half_vectors: { type: 'halfvec', dimensionMax: 4_000, bytes: 2 },
  face_vectors: { type: 'vector', dimensionMax: 2_000, bytes: 4 },
} as const;
/** Of the graph while it is built, beside the vectors. What does not fit is built many times as slowly. */
const BYTES_PER_TEMPLATE = 1_100;
/** As much can be shared among several processes in a container (`shm_size`); a larger graph is built by one of them. */
const SHARED_MEMORY_MB = 256;

/** An HNSW index over one model's templates: made when the gallery has outgrown exact searches, beside the traffic. */
export class VectorIndex {
  readonly name: string;
  private usable = false;
  private hasWarned = false;
  private connections: ServerClient[] = [];

  constructor(
    private readonly dataSource: DataSource,
    private readonly database: Database,
    private readonly model: GalleryModel,
    private readonly logger: Logger,
    readonly table: keyof typeof INDEXABLE,
  ) {
    const hash = createHash('sha256').update(model.version).digest('hex');
    this.name = `${table}_hnsw_${hash.slice(0, 12)}`;
  }

  /** What is indexed: a search that orders by the distance of anything else reads the whole table. */
  get expression(): string {
    return `embedding::${INDEXABLE[this.table].type}(${this.model.dimension})`;
  }

  /** Whether searches may use it. */
  get ready(): boolean {
    return this.usable;
  }

  /** Looks whether the index is there, e.g. made by another replica. */
  async look(): Promise<'valid' | 'building' | 'broken' | 'absent'> {
    const state = await this.database.read(async (manager) => {
      const [row] = await manager.query<{ indisvalid: boolean; building: boolean }[]>(
        `SELECT i.indisvalid, EXISTS (
           SELECT FROM pg_stat_progress_create_index AS p WHERE p.relid = i.indrelid
         ) AS building
         FROM pg_class AS c JOIN pg_index AS i ON i.indexrelid = c.oid
         WHERE c.relname = $1 AND i.indrelid = to_regclass($2)`,
        [this.name, this.table],
      );
      if (!row) return 'absent';
      if (row.indisvalid) return 'valid';
      return row.building ? 'building' : 'broken';
    });
    this.usable = state === 'valid';
    return state;
  }

  /**
   * Makes the index unless it is there or another replica is making it. Writers and searches go on meanwhile.
   * @param templates that will be in it
   */
  async build(templates: number): Promise<void> {
    if (this.model.dimension > INDEXABLE[this.table].dimensionMax || !(await this.mayBuild())) return;
    const startedAt = performance.now();
    await this.alone((builder) => this.buildBy(builder, templates));
    if ((await this.look()) !== 'valid') return;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    this.logger.log(`The gallery's index ${this.name} was built in ${seconds} s`);
  }

  /** Removes the index, when this role may. Writers and searches go on meanwhile. */
  async drop(): Promise<void> {
    if (!(await this.owns())) return;
    this.usable = false;
    await this.alone(async (connection) => {
      await connection.query(`DROP INDEX CONCURRENTLY IF EXISTS ${this.name}`);
    });
  }

  /** Runs `work` unless another replica is at it. */
  private async alone(work: (connection: ServerClient) => Promise<void>): Promise<void> {
    const [lock, worker] = [serverConnection(this.dataSource), serverConnection(this.dataSource)];
    if (lock === null || worker === null) return;
    this.connections = [lock, worker];
    try {
      // Two builds at once would wait for each other's snapshots. A transaction's lock, unlike a session's, also works
      // behind a transaction-pooling proxy, and ends with this process.
      if (!(await this.connect(lock)) || !(await this.tryLock(lock)) || !(await this.connect(worker))) return;
      // Behind a pooler a setting would stay with a session that others get next.
      if (!worker.isBehindPooler) await worker.query('SET statement_timeout = 0');
      await work(worker);
    } finally {
      await this.stop();
    }
  }

  private async buildBy(builder: ServerClient, templates: number): Promise<void> {
    const state = await this.look();
    if (state === 'valid' || state === 'building') return;
    // What an interrupted build leaves behind is never used and would stop the next one.
    if (state === 'broken') await builder.query(`DROP INDEX CONCURRENTLY IF EXISTS ${this.name}`);
    if (!builder.isBehindPooler) await this.allowMemory(builder, templates);
    await builder.query(this.definition);
    await builder.query(`ANALYZE ${this.table}`);
  }

  /**
   * As much as the graph needs, but no more than 256 MB where the operator has not given the server more: `shared_buffers` says how large
   * it is meant to be, and a server that runs out of memory ends all of its connections.
   */
  private async allowMemory(builder: ServerClient, templates: number): Promise<void> {
    const { rows } = await builder.query<{ megabytes: number }>(
      `SELECT (greatest(pg_size_bytes(current_setting('maintenance_work_mem')), pg_size_bytes(current_setting('shared_buffers')))
         / 1048576)::int AS megabytes`,
    );
    const bytes = templates * (BYTES_PER_TEMPLATE + INDEXABLE[this.table].bytes * this.model.dimension);
    const megabytes = Math.max(
      SHARED_MEMORY_MB,
      Math.min(Math.ceil(bytes / 1024 ** 2), rows[0]?.megabytes ?? 0),
    );
    await builder.query(`SET maintenance_work_mem = '${megabytes}MB'`);
    if (megabytes > SHARED_MEMORY_MB) await builder.query('SET max_parallel_maintenance_workers = 0');
  }

  private get definition(): string {
    return (
      `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${this.name} ON ${this.table} ` +
      `USING hnsw ((${this.expression}) ${INDEXABLE[this.table].type}_l2_ops) ` +
      `WHERE model = ${pg.escapeLiteral(this.model.version)}`
    );
  }

  /** Only the owner of a table can make its indexes. Says so once, with what the owner has to run. */
  private async mayBuild(): Promise<boolean> {
    const owns = await this.owns();
    if (!owns && !this.hasWarned) {
      this.logger.warn(
        `Searches are slow without an index that only the owner of ${this.table} can make: ${this.definition}`,
      );
    }
    this.hasWarned ||= !owns;
    return owns;
  }

  private async owns(): Promise<boolean> {
    const [row] = await this.database.read((manager) =>
      manager.query<{ owns: boolean }[]>(
        `SELECT pg_has_role(relowner, 'USAGE') AS owns FROM pg_class WHERE oid = to_regclass($1)`,
        [this.table],
      ),
    );
    return row?.owns ?? false;
  }

  /** False when the index was stopped meanwhile. */
  private async connect(connection: ServerClient): Promise<boolean> {
    connection.on('error', () => undefined);
    await connection.connect();
    return this.connections.includes(connection);
  }

  private async tryLock(connection: ServerClient): Promise<boolean> {
    await connection.query('BEGIN');
    // Without parameters: a parameterised query's snapshot would live as long as its transaction, and the build waits
    // for every older snapshot.
    const { rows } = await connection.query<{ locked: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('${this.name}', 0)) AS locked`,
    );
    return rows[0]?.locked ?? false;
  }

  /** Leaves a build under way to the server, which finishes it. */
  async stop(): Promise<void> {
    const connections = this.connections;
    this.connections = [];
    await Promise.all(connections.map((connection) => connection.leave()));
  }
}
