import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { Database } from '../../database/database.js';
import { serverIn } from '../../database/server-in.js';
import type { Candidate } from '../decision/decision.js';
import { type CandidateRow, searchAll, searchAllByHalves, toCandidate, toVector } from './exact-search.js';
import { Gallery, type GalleryModel, type GallerySize, type Template } from './gallery.js';
import { readSize, readTemplates } from './template-reader.js';
import { VectorIndex } from './vector-index.js';

/** Users up to which reading every vector is fast enough that no index is worth its upkeep (docs/decision.md). */
const EXACT_SEARCH_MAX_USERS = 25_000;
/** Candidates that HNSW keeps while it searches; measured in docs/decision.md. */
const EF_SEARCH = 200;
const MAINTENANCE_INTERVAL_MS = 60_000;

/** Searches in PostgreSQL: nothing of the gallery is kept in this process. */
export class PgvectorGallery extends Gallery {
  readonly kind = 'pgvector';
  private readonly logger = new Logger('Gallery');
  private readonly index: VectorIndex;
  private readonly timer: NodeJS.Timeout;
  private maintenance = Promise.resolve();
  private hasHalves = false;
  private closed = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly database: Database,
    private readonly model: GalleryModel,
    private readonly exactMaxUsers = EXACT_SEARCH_MAX_USERS,
  ) {
    super();
    this.index = new VectorIndex(dataSource, database, model, this.logger);
    this.timer = setInterval(() => void this.maintain(), MAINTENANCE_INTERVAL_MS).unref();
  }

  /** Whether searches are by the index, which may miss somebody. */
  get indexed(): boolean {
    return this.index.ready;
  }

  /** Makes an index when the gallery has outgrown exact searches. Never throws: without it searches are slower. */
  maintain(): Promise<void> {
    this.maintenance = this.maintenance.then(() => this.lookAfterIndex());
    return this.maintenance;
  }

  search(probe: Float32Array, limit: number): Promise<Candidate[]> {
    return this.index.ready
      ? this.database.transaction((manager) => this.searchIndex(manager, probe, limit))
      : this.database.read((manager) => this.searchAll(manager, probe, limit));
  }

  searchWithin(manager: EntityManager, probe: Float32Array, limit: number): Promise<Candidate[]> {
    return this.index.ready ? this.searchIndex(manager, probe, limit) : this.searchAll(manager, probe, limit);
  }

  templateOf(userId: string, manager?: EntityManager): Promise<Template | null> {
    const read = async (each: EntityManager) => {
      const [template] = await readTemplates(each, this.model.version, [userId]);
      return template ?? null;
    };
    return manager === undefined ? this.database.read(read) : read(manager);
  }

  size(manager?: EntityManager): Promise<GallerySize> {
    const read = (each: EntityManager) => readSize(each, this.model);
    return manager === undefined ? this.database.read(read) : read(manager);
  }

  protected follow(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.index.stop();
    await this.maintenance;
  }

  private async lookAfterIndex(): Promise<void> {
    if (this.closed) return;
    try {
      // WebAssembly has no instruction for half precision: there it makes a search twice as long.
      this.hasHalves = serverIn(this.dataSource) !== undefined && (await findHalves(this.database));
      await this.index.look();
      if (!this.index.ready && (await this.size()).users > this.exactMaxUsers) await this.index.build();
    } catch (error) {
      if (this.closed) return;
      this.logger.warn(`The gallery's index could not be looked after: ${String(error)}`);
    }
  }

  private async searchIndex(
    manager: EntityManager,
    probe: Float32Array,
    limit: number,
  ): Promise<Candidate[]> {
    // The expressions and the literal dimension are those of the index, or it would not be used.
    const vector = `embedding::vector(${this.model.dimension})`;
    await manager.query(`SET LOCAL hnsw.ef_search = ${EF_SEARCH}`);
    const rows = await manager.query<CandidateRow[]>(
      `SELECT user_id, encodings, ${vector} <-> $2 AS distance FROM face_vectors
       WHERE model = $1 ORDER BY ${vector} <-> $2 LIMIT $3`,
      [this.model.version, toVector(probe), limit],
    );
    return rows.map(toCandidate);
  }

  private searchAll(manager: EntityManager, probe: Float32Array, limit: number): Promise<Candidate[]> {
    const search = this.hasHalves ? searchAllByHalves : searchAll;
    return search(manager, this.model.version, probe, limit);
  }
}

async function findHalves(database: Database): Promise<boolean> {
  const [row] = await database.read((manager) =>
    manager.query<{ exist: boolean }[]>(
      `SELECT coalesce(has_table_privilege(to_regclass('face_half_vectors'), 'SELECT'), false) AS exist`,
    ),
  );
  return row?.exist ?? false;
}
