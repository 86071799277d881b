import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../config/app-config.js';
import { Database } from '../../database/database.js';
import { EmbeddingModule } from '../embedding/embedding.module.js';
import { RECOGNITION_MODEL } from '../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../embedding/models/recognition-model.js';
import { Gallery } from './gallery.js';
import { openGallery } from './open-gallery.js';

/** Where distances come from. Opening the gallery may copy templates; the service listens only after that. */
@Module({
  imports: [EmbeddingModule],
  providers: [
    {
      provide: Gallery,
      inject: [DataSource, Database, RECOGNITION_MODEL, AppConfig],
      useFactory: (dataSource: DataSource, database: Database, model: RecognitionModel, { env }: AppConfig) =>
        openGallery(dataSource, database, model, { memoryMaxUsers: env.GALLERY_MEMORY_MAX }),
    },
  ],
  exports: [Gallery],
})
export class GalleryModule {}
