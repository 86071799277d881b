import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Database } from '../../database/database.js';
import type { Gallery, GalleryModel } from './gallery.js';
import { MemoryGallery } from './memory-gallery.js';
import { registerModel } from './model-registration.js';
import { enablePgvector } from './pgvector-setup.js';
import { PgvectorGallery } from './pgvector-gallery.js';

export interface GalleryOptions {
  /** GALLERY_MEMORY_MAX: users that fit in memory where pgvector is not available. */
  memoryMaxUsers: number;
}

/**
 * The gallery for what this database can do, ready to search.
 * @throws AppError DB_UNAVAILABLE
 */
export async function openGallery(
  dataSource: DataSource,
  database: Database,
  model: GalleryModel,
  { memoryMaxUsers }: GalleryOptions,
): Promise<Gallery> {
  const logger = new Logger('Gallery');
  const report = (what: string) => (count: number) => logger.log(`${count} ${what}`);
  await registerModel(database, model, report('users looked through for templates'));
  const reason = await enablePgvector(database, model, report('templates copied for pgvector'));
  if (reason === null) {
    const gallery = new PgvectorGallery(dataSource, database, model);
    // Not waited for: an index build may take minutes, and until then searches are exact.
    void gallery.maintain();
    logger.log('Searching with pgvector');
    return gallery;
  }
  const gallery = new MemoryGallery(dataSource, database, model, memoryMaxUsers);
  await gallery.open();
  logger.warn(`${reason}: searching in memory`);
  return gallery;
}
