import { Module } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import { FaceEmbeddingService } from './face-embedding.service.js';
import { INFERENCE_OPTIONS, type InferenceOptions } from './inference/inference-options.js';
import { predecessorModelProvider, recognitionModelProvider } from './models/recognition-model.provider.js';

@Module({
  providers: [
    {
      provide: INFERENCE_OPTIONS,
      inject: [AppConfig],
      useFactory: ({ env, modelsPath, cachePath, inferenceRssMaxBytes }: AppConfig): InferenceOptions => ({
        settings: {
          engine: env.FACE_ENGINE,
          model: env.FACE_MODEL,
          modelsPath,
          cachePath,
          templateKey: env.TEMPLATE_KEY,
        },
        workers: env.INFERENCE_WORKERS,
        queueMax: env.INFERENCE_QUEUE_MAX,
        timeoutMs: env.INFERENCE_TIMEOUT_MS,
        rssMaxBytes: inferenceRssMaxBytes,
      }),
    },
    recognitionModelProvider,
    predecessorModelProvider,
    FaceEmbeddingService,
  ],
  exports: [recognitionModelProvider, predecessorModelProvider, FaceEmbeddingService],
})
export class EmbeddingModule {}
