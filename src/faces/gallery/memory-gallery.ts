import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { AppError } from '../../common/app-error.js';
import type { Database } from '../../database/database.js';
import type { Candidate } from '../decision/decision.js';
import { euclideanDistance } from '../decision/template.js';
import { ChangeListener } from './change-listener.js';
import { Gallery, type GalleryModel, type GallerySize, type Template } from './gallery.js';
import { type Fingerprint, type StoredTemplate, TemplateMatrix } from './template-matrix.js';
import {
  readChanges,
  readFingerprint,
  readSize,
  readTemplatePage,
  readTemplates,
} from './template-reader.js';

/** Notifications can get lost (a pooling proxy, a broken connection): at most this long until that is noticed. */
const CATCH_UP_INTERVAL_MS = 5_000;
const PAGE = 2_000;
/** A search whose nearest users keep changing under it settles for the last answer. */
const MAX_ROUNDS = 3;

/**
 * Searches a copy of all templates in this process, for a PostgreSQL without pgvector. The copy follows the database
 * by notifications, and by comparing fingerprints where those get lost.
 */
export class MemoryGallery extends Gallery {
  readonly kind = 'memory';
  private readonly logger = new Logger('Gallery');
  private readonly matrix: TemplateMatrix;
  private readonly listener: ChangeListener;
  private readonly pending = new Set<string>();
  private comparePending = false;
  private reading: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;
  private tooLarge = false;

  constructor(
    dataSource: DataSource,
    private readonly database: Database,
    private readonly model: GalleryModel,
    /** GALLERY_MEMORY_MAX: templates, one per user. */
    private readonly maxUsers: number,
    private readonly catchUpIntervalMs = CATCH_UP_INTERVAL_MS,
  ) {
    super();
    this.matrix = new TemplateMatrix(model.dimension);
    this.listener = new ChangeListener(
      dataSource,
      {
        onChange: (userId) => {
          if (userId === null) this.comparePending = true;
          else this.pending.add(userId);
          this.readSoon();
        },
        onConnected: () => this.compareSoon(),
      },
      this.logger,
    );
  }

  /** Listens, reads everything, and follows from then on. @throws AppError DB_UNAVAILABLE */
  async open(): Promise<void> {
    await this.listener.open();
    this.comparePending = true;
    await this.read();
    this.timer = setInterval(() => this.compareSoon(), this.catchUpIntervalMs).unref();
  }

  /** The nearest users are looked up again before they are named, so that nobody who was deleted ever is. */
  async search(probe: Float32Array, limit: number): Promise<Candidate[]> {
    for (let round = 1; ; round += 1) {
      this.refuseTooLarge();
      const candidates = this.matrix.nearest(probe, limit);
      const before = candidates.map(({ userId }) => this.matrix.changeOf(userId));
      for (const { userId } of candidates) this.pending.add(userId);
      if (candidates.length > 0) await this.read();
      const unchanged = candidates.every(
        ({ userId }, index) => this.matrix.changeOf(userId) === before[index],
      );
      if (unchanged || round === MAX_ROUNDS) return candidates;
    }
  }

  /** The copy's nearest as they are now, and everybody of whom the copy is not up to date. */
  async searchWithin(manager: EntityManager, probe: Float32Array, limit: number): Promise<Candidate[]> {
    this.refuseTooLarge();
    const { version } = this.model;
    // In this order: what the copy takes in after it was compared is among its nearest.
    const outdated = await this.outdated(manager);
    const copied = this.matrix.nearest(probe, limit).map(({ userId }) => userId);
    const found = await readTemplates(manager, version, [...new Set([...outdated, ...copied])]);
    return found
      .map(({ userId, encodings, mean }) => ({ userId, encodings, distance: euclideanDistance(probe, mean) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, limit);
  }

  templateOf(userId: string, manager?: EntityManager): Promise<Template | null> {
    const read = async (each: EntityManager) => {
      const [template] = await readTemplates(each, this.model.version, [userId]);
      return template ?? null;
    };
    return manager === undefined ? this.database.read(read) : read(manager);
  }

  async size(manager?: EntityManager): Promise<GallerySize> {
    const read = (each: EntityManager) => readSize(each, this.model);
    if (this.tooLarge) return manager === undefined ? this.database.read(read) : read(manager);
    return Promise.resolve({ users: this.matrix.size, encodings: this.matrix.encodings });
  }

  protected async follow(userId: string): Promise<void> {
    this.pending.add(userId);
    await this.read().catch((error: unknown) => this.warn(error));
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.listener.close();
    await this.reading?.catch(() => undefined);
  }

  private compareSoon(): void {
    this.comparePending = true;
    this.readSoon();
  }

  private readSoon(): void {
    this.read().catch((error: unknown) => this.warn(error));
  }

  private warn(error: unknown): void {
    this.logger.warn(`The gallery could not be read: ${String(error)}`);
  }

  /**
   * Applies everything that is pending when it is called. Reads run one after the other: an older answer can never
   * overwrite a newer one.
   */
  private async read(): Promise<void> {
    const running = this.reading;
    const next = (running ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => this.readPending())
      .catch((error: unknown) => {
        // What was pending is lost; the next read compares everything.
        this.comparePending = true;
        throw error;
      })
      .finally(() => {
        if (this.reading === next) this.reading = null;
      });
    this.reading = next;
    await next;
  }

  private async readPending(): Promise<void> {
    if (this.comparePending) {
      this.comparePending = false;
      await this.compare();
    }
    const userIds = [...this.pending];
    this.pending.clear();
    if (userIds.length > 0 && !this.tooLarge) await this.readUsers(userIds);
  }

  private async compare(): Promise<void> {
    const { version } = this.model;
    const stored = await this.database.read((manager) => readFingerprint(manager, version));
    if (!this.fits(stored.users) || this.matches(stored)) return;
    if (this.matrix.size === 0) return this.readAll();
    const latest = await this.database.read((manager) => readChanges(manager, version));
    for (const userId of this.matrix.userIds()) if (!latest.has(userId)) this.pending.add(userId);
    for (const [userId, change] of latest) {
      if (this.matrix.changeOf(userId) !== change) this.pending.add(userId);
    }
  }

  private matches(stored: Fingerprint): boolean {
    const { users, changes } = this.matrix.fingerprint;
    return stored.users === users && stored.changes === changes;
  }

  /** Whose template in the database the copy does not have. */
  private async outdated(manager: EntityManager): Promise<string[]> {
    const { version } = this.model;
    if (this.matches(await readFingerprint(manager, version))) return [];
    const latest = [...(await readChanges(manager, version))];
    return latest
      .filter(([userId, change]) => this.matrix.changeOf(userId) !== change)
      .map(([userId]) => userId);
  }

  private async readAll(): Promise<void> {
    let page: StoredTemplate[];
    let after: string | null = null;
    do {
      const cursor: string | null = after;
      page = await this.database.read((manager) =>
        readTemplatePage(manager, this.model.version, cursor, PAGE),
      );
      for (const template of page) this.matrix.set(template);
      after = page.at(-1)?.userId ?? null;
    } while (page.length === PAGE && this.fits(this.matrix.size));
    this.fits(this.matrix.size);
  }

  private async readUsers(userIds: string[]): Promise<void> {
    for (let from = 0; from < userIds.length; from += PAGE) {
      const asked = userIds.slice(from, from + PAGE);
      const found = await this.database.read((manager) => readTemplates(manager, this.model.version, asked));
      const missing = new Set(asked);
      for (const template of found) {
        missing.delete(template.userId);
        this.matrix.set(template);
      }
      for (const userId of missing) this.matrix.delete(userId);
    }
    this.fits(this.matrix.size);
  }

  /** Beyond the limit nothing is kept: an answer from a part of the gallery would be a wrong one. */
  private fits(users: number): boolean {
    const tooLarge = users > this.maxUsers;
    if (tooLarge) this.matrix.clear();
    if (tooLarge && !this.tooLarge) {
      this.logger.error(
        `The gallery has ${users} users, more than GALLERY_MEMORY_MAX=${this.maxUsers}: nobody can be identified. ` +
          'Install pgvector on this PostgreSQL and restart (recommended), or raise the limit (about 1 KB a user)',
      );
    }
    this.tooLarge = tooLarge;
    return !tooLarge;
  }

  private refuseTooLarge(): void {
    if (this.tooLarge)
      throw new AppError('GALLERY_TOO_LARGE', { reason: 'more users than GALLERY_MEMORY_MAX' });
  }
}
