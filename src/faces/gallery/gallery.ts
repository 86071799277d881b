import type { OnModuleDestroy } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Candidate } from '../decision/decision.js';
import type { EncodingVersions } from '../embedding/models/comparable-versions.js';

/** What the recognition network in use says about its encodings; a `RecognitionModel` is one. */
export interface GalleryModel extends EncodingVersions {
  /** Numbers in an encoding. */
  dimension: number;
  /** The network that took this one's place: users who have encodings of it are left out here. */
  yieldsTo?: EncodingVersions | undefined;
}

export interface GallerySize {
  /** Users who can be recognised by the network in use. */
  users: number;
  /** Their encodings. */
  encodings: number;
}

/** The mean of the directions of a user's comparable encodings. */
export interface Template {
  mean: Float32Array;
  /** How many encodings it averages. */
  encodings: number;
}

/**
 * The enrolled users, searchable by distance. Encodings of pipeline versions that are not comparable with the one in
 * use are kept in the database but never seen here. Also the injection token.
 */
export abstract class Gallery implements OnModuleDestroy {
  #changes = 0;

  abstract readonly kind: 'pgvector' | 'memory';

  /**
   * The nearest distinct users, nearest first; by an approximate index once the gallery has outgrown exact searches.
   * @param probe `GalleryModel.dimension` numbers, of length 1
   * @param limit at most this many users
   * @throws AppError GALLERY_TOO_LARGE when this database cannot search so many users, DB_UNAVAILABLE
   */
  abstract search(probe: Float32Array, limit: number): Promise<Candidate[]>;

  /**
   * The same by a search that sees all that was committed before it, on whatever replica.
   * @param manager of the transaction that waits for the answer
   * @throws AppError as `search`
   */
  abstract searchWithin(manager: EntityManager, probe: Float32Array, limit: number): Promise<Candidate[]>;

  /**
   * Null when the user has no comparable encoding.
   * @param manager of the transaction that this belongs to
   */
  abstract templateOf(userId: string, manager?: EntityManager): Promise<Template | null>;

  /** At most some seconds old. @param manager of the transaction that this belongs to */
  abstract size(manager?: EntityManager): Promise<GallerySize>;

  /** How many changes this process has made. */
  get changes(): number {
    return this.#changes;
  }

  /**
   * To be called after a change of this user's encodings was committed: from then on this process sees it. Never throws,
   * since what was committed is done: in an outage the process follows as soon as it can, and names nobody until then.
   */
  changed(userId: string): Promise<void> {
    this.#changes += 1;
    return this.follow(userId);
  }

  /** What `changed` promises. */
  protected abstract follow(userId: string): Promise<void>;

  /** Stops background work and releases the connections that it holds. */
  abstract close(): Promise<void>;

  /** Before the database is disconnected. */
  onModuleDestroy(): Promise<void> {
    return this.close();
  }
}
