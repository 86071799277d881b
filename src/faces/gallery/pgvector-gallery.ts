import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { Database } from '../../database/database.js';
import { serverIn } from '../../database/server/server-in.js';
import type { Candidate } from '../decision/decision.js';
import { searchAll, searchAllByHalves } from './exact-search.js';
import { Gallery, type GalleryModel, type GallerySize, type Template } from './gallery.js';
import { readSize, readTemplates } from './template-reader.js';
import { candidatesKept, searchIndex } from './index-search.js';
import { VectorIndex } from './vector-index.js';

/** Users up to which reading every vector is fast enough that no index is worth its upkeep (docs/performance.md). */
const EXACT_SEARCH_MAX_USERS = 10_000;
const MAINTENANCE_INTERVAL_MS = 60_000;
/** How long an index of before stays beside the one that takes its place: other replicas search by it until they look again. */
const FORMER_INDEX_STAYS_MS = 2 * MAINTENANCE_INTERVAL_MS;

/** Searches in PostgreSQL: nothing of the gallery is kept in this process. */
export class PgvectorGallery extends Gallery {
  readonly kind = 'pgvector';
  private readonly logger = new Logger('Gallery');
  private readonly halves: VectorIndex;
  /** Where pgvector has no half precision (before 0.7), and in databases of before there was an index of that. */
  private readonly full: VectorIndex;
  private readonly timer: NodeJS.Timeout;
  private maintenance = Promise.resolve();
  private hasHalves = false;
  /** Of as many users as there were a minute ago at most. */
  private kept = candidatesKept(0);
  private searchedByHalvesSinceMs: number | undefined;
  private closed = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly database: Database,
    private readonly model: GalleryModel,
    private readonly exactMaxUsers = EXACT_SEARCH_MAX_USERS,
    private readonly formerIndexStaysMs = FORMER_INDEX_STAYS_MS,
  ) {
    super();
    this.halves = new VectorIndex(dataSource, database, model, this.logger, 'face_half_vectors');
    this.full = new VectorIndex(dataSource, database, model, this.logger, 'face_vectors');
    this.timer = setInterval(() => void this.maintain(), MAINTENANCE_INTERVAL_MS).unref();
  }

  /** Whether searches are by the index, which may miss somebody. */
  get indexed(): boolean {
    return this.index !== undefined;
  }

  private get index(): VectorIndex | undefined {
    return (this.hasHalves ? [this.halves, this.full] : [this.full]).find(({ ready }) => ready);
  }

  /** Makes an index when the gallery has outgrown exact searches. Never throws: without it searches are slower. */
  maintain(): Promise<void> {
    this.maintenance = this.maintenance.then(() => this.lookAfterIndex());
    return this.maintenance;
  }

  search(probe: Float32Array, limit: number): Promise<Candidate[]> {
    return this.database.read((manager) => this.searchWithin(manager, probe, limit));
  }

  searchWithin(manager: EntityManager, probe: Float32Array, limit: number): Promise<Candidate[]> {
    const { index } = this;
    const { version } = this.model;
    if (index !== undefined) return searchIndex(manager, index, version, probe, { limit, kept: this.kept });
    const search = this.hasHalves ? searchAllByHalves : searchAll;
    return search(manager, version, probe, limit);
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
    await Promise.all([this.halves.stop(), this.full.stop()]);
    await this.maintenance;
  }

  private async lookAfterIndex(): Promise<void> {
    if (this.closed) return;
    try {
      // WebAssembly has no instruction for half precision: there it makes a search twice as long.
      this.hasHalves = serverIn(this.dataSource) !== undefined && (await findHalves(this.database));
      const { users } = await this.size();
      this.kept = candidatesKept(users);
      await this.halves.look();
      const former = await this.full.look();
      const wanted = this.hasHalves ? this.halves : this.full;
      if (!wanted.ready && users > this.exactMaxUsers) await wanted.build(users);
      // Searches use one index; of another, enrolments would only bear the upkeep.
      if (this.halvesHaveTakenOver() && ['valid', 'broken'].includes(former)) await this.full.drop();
    } catch (error) {
      if (this.closed) return;
      this.logger.warn(`The gallery's index could not be looked after: ${String(error)}`);
    }
  }

  private halvesHaveTakenOver(): boolean {
    const nowMs = performance.now();
    this.searchedByHalvesSinceMs =
      this.index === this.halves ? (this.searchedByHalvesSinceMs ?? nowMs) : undefined;
    return nowMs - (this.searchedByHalvesSinceMs ?? Infinity) >= this.formerIndexStaysMs;
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
