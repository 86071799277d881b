import { createHash } from 'node:crypto';
import type { Logger } from '@nestjs/common';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Database } from '../../database/database.js';
import type { GalleryModel } from './gallery.js';
import { serverConnection } from './server-connection.js';

/** pgvector indexes vectors of at most this many numbers (HNSW on `vector`). */
const INDEXABLE_DIMENSION = 2_000;
/** Enough for the graph of some 100,000 templates; a larger one is built more slowly, not refused. */
const BUILD_MEMORY = '256MB';

/** The HNSW index over one model's templates: made when the gallery has outgrown exact searches, beside the traffic. */
export class VectorIndex {
  readonly name: string;
  private usable = false;
  private connection: pg.Client | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly database: Database,
    private readonly model: GalleryModel,
    private readonly logger: Logger,
  ) {
    const hash = createHash('sha256').update(model.version).digest('hex');
    this.name = `face_vectors_hnsw_${hash.slice(0, 12)}`;
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
           SELECT FROM pg_stat_progress_create_index AS p WHERE p.index_relid = c.oid
         ) AS building
         FROM pg_class AS c JOIN pg_index AS i ON i.indexrelid = c.oid
         WHERE c.relname = $1 AND i.indrelid = 'face_vectors'::regclass`,
        [this.name],
      );
      if (!row) return 'absent';
      if (row.indisvalid) return 'valid';
      return row.building ? 'building' : 'broken';
    });
    this.usable = state === 'valid';
    return state;
  }

  /** Makes the index unless it is there or being made. Writers and searches go on meanwhile. */
  async build(): Promise<void> {
    const state = await this.look();
    if (state === 'valid' || state === 'building' || this.model.dimension > INDEXABLE_DIMENSION) return;
    const connection = serverConnection(this.dataSource);
    if (connection === null) return;
    connection.on('error', () => undefined);
    this.connection = connection;
    const startedAt = performance.now();
    try {
      await connection.connect();
      await connection.query(`SET statement_timeout = 0; SET maintenance_work_mem = '${BUILD_MEMORY}'`);
      // What an interrupted build leaves behind is never used and would stop the next one.
      if (state === 'broken') await connection.query(`DROP INDEX CONCURRENTLY IF EXISTS ${this.name}`);
      await connection.query(
        `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${this.name} ON face_vectors
         USING hnsw ((embedding::vector(${this.model.dimension})) vector_l2_ops)
         WHERE model = ${pg.escapeLiteral(this.model.version)}`,
      );
      await connection.query('ANALYZE face_vectors');
    } finally {
      await this.stop();
    }
    if ((await this.look()) !== 'valid') return;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    this.logger.log(`The gallery's index ${this.name} was built in ${seconds} s`);
  }
  /** Leaves a build under way to the server, which finishes it. */
  async stop(): Promise<void> {
    const { connection } = this;
    this.connection = null;
    await connection?.end().catch(() => undefined);
  }
}
