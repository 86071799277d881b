import { Logger, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../config/app-config.js';
import { Database } from '../../database/database.js';
import { EmbeddingModule } from '../embedding/embedding.module.js';
import { PREDECESSOR_MODEL, RECOGNITION_MODEL } from '../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../embedding/models/recognition-model.js';
import { EarlierGallery } from './earlier-gallery.js';
import { Gallery, type GalleryModel } from './gallery.js';
import { registerModel } from './model-registration.js';
import { readSize } from './template-reader.js';
import { openGallery } from './open-gallery.js';
import { checkStoredKeys } from './stored-keys.js';

async function openEarlierGallery(
  dataSource: DataSource,
  database: Database,
  model: RecognitionModel,
  predecessor: RecognitionModel | null,
  { env }: AppConfig,
): Promise<EarlierGallery> {
  if (predecessor === null) return new EarlierGallery(null);
  const earlier: GalleryModel = { ...predecessor, yieldsTo: model };
  const logger = new Logger('Gallery');
  await registerModel(database, earlier, (users) =>
    logger.log(`${users} users looked through for earlier templates`),
  );
  return new EarlierGallery({
    size: (manager) =>
      manager ? readSize(manager, earlier) : database.read((reader) => readSize(reader, earlier)),
    open: () => openGallery(dataSource, database, earlier, { memoryMaxUsers: env.GALLERY_MEMORY_MAX }),
  });
}

/** Where distances come from. Opening the gallery may copy templates; the service listens only after that. */
@Module({
  imports: [EmbeddingModule],
  providers: [
    {
      provide: Gallery,
      inject: [DataSource, Database, RECOGNITION_MODEL, AppConfig],
      useFactory: async (
        dataSource: DataSource,
        database: Database,
        model: RecognitionModel,
        { env }: AppConfig,
      ) => {
        await checkStoredKeys(database, model.version, env.TEMPLATE_KEY_PREVIOUS);
        return openGallery(dataSource, database, model, { memoryMaxUsers: env.GALLERY_MEMORY_MAX });
      },
    },
    {
      provide: EarlierGallery,
      // The gallery comes first: its sources have to be known to the database before others yield to them.
      inject: [DataSource, Database, RECOGNITION_MODEL, PREDECESSOR_MODEL, AppConfig, Gallery],
      useFactory: openEarlierGallery,
    },
  ],
  exports: [Gallery, EarlierGallery],
})
export class GalleryModule {}
