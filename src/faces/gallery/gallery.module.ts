import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../config/app-config.js';
import { Database } from '../../database/database.js';
import { DistanceEvidence } from '../decision/distance-evidence.js';
import type { RecognitionModel } from '../embedding/models/recognition-model.js';
import {
  RECOGNITION_MODEL,
  recognitionModelProvider,
} from '../embedding/models/recognition-model.provider.js';
import { evidenceFor } from './evidence-for-model.js';
import { FaceMatcher, MatchLimits } from '../recognition/face-matcher.js';
import { Gallery } from './gallery.js';
import { openGallery } from './open-gallery.js';

/** Who a face belongs to. Opening the gallery may copy templates; the service listens only after that. */
@Module({
  providers: [
    recognitionModelProvider,
    {
      provide: Gallery,
      inject: [DataSource, Database, RECOGNITION_MODEL, AppConfig],
      useFactory: (dataSource: DataSource, database: Database, model: RecognitionModel, { env }: AppConfig) =>
        openGallery(dataSource, database, model, { memoryMaxUsers: env.GALLERY_MEMORY_MAX }),
    },
    {
      provide: DistanceEvidence,
      inject: [RECOGNITION_MODEL, AppConfig],
      useFactory: (model: RecognitionModel, { env }: AppConfig) => evidenceFor(model, env.CALIBRATION_FILE),
    },
    {
      provide: MatchLimits,
      inject: [AppConfig],
      useFactory: ({ env }: AppConfig) =>
        new MatchLimits(env.FACE_RECOGNITION_THRESHOLD, env.MAX_FPIR, env.MAX_FMR),
    },
    FaceMatcher,
  ],
  exports: [recognitionModelProvider, Gallery, FaceMatcher, DistanceEvidence, MatchLimits],
})
export class GalleryModule {}
