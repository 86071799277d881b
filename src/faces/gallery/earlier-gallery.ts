import type { OnModuleDestroy } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Gallery, GallerySize } from './gallery.js';

/** How old the count may be: it decides whether a photograph needs a second encoding. */
const COUNT_LASTS_MS = 1_000;

/** What a gallery of the predecessor's network needs; null when the network in use has no predecessor. */
export interface EarlierSource {
  size(manager?: EntityManager): Promise<GallerySize>;
  open(): Promise<Gallery>;
}

/**
 * The users whom only the predecessor's network can recognise, until the last of them has been enrolled again. Its gallery is
 * opened when there is one such user, and not before.
 */
export class EarlierGallery implements OnModuleDestroy {
  private counted = { users: 0, atMs: -Infinity };
  private opening: Promise<Gallery> | null = null;

  constructor(private readonly source: EarlierSource | null) {}

  /** At most a second old. @param manager of a transaction whose own rows are to count */
  async users(manager?: EntityManager): Promise<number> {
    if (this.source === null) return 0;
    if (performance.now() - this.counted.atMs > COUNT_LASTS_MS) {
      const { users } = await this.source.size(manager);
      this.counted = { users, atMs: performance.now() };
    }
    return this.counted.users;
  }

  /** Null when nobody is left in it. @throws AppError DB_UNAVAILABLE */
  async open(manager?: EntityManager): Promise<Gallery | null> {
    if (this.source === null || (await this.users(manager)) === 0) return null;
    this.opening ??= this.source.open();
    try {
      return await this.opening;
    } catch (error) {
      this.opening = null;
      throw error;
    }
  }

  async onModuleDestroy(): Promise<void> {
    await (await this.opening?.catch(() => null))?.close();
  }
}
