import type { AppConfig } from '../../config/app-config.js';
import { FaceEmbeddingService } from '../../faces/embedding/face-embedding.service.js';
import { cleanedUp } from '../program/cleanup.js';

/** Loads the networks in one inference process as the service does, sealed and with its limits, and ends it. */
export function tryNetworks({ env, modelsPath, cachePath, inferenceRssMaxBytes }: AppConfig, model: string) {
  const service = new FaceEmbeddingService({
    settings: { engine: env.FACE_ENGINE, model, modelsPath, cachePath },
    workers: 1,
    queueMax: env.INFERENCE_QUEUE_MAX,
    timeoutMs: env.INFERENCE_TIMEOUT_MS,
    rssMaxBytes: inferenceRssMaxBytes,
  });
  return cleanedUp(
    () => service.onApplicationShutdown(),
    () => service.whenReady(),
  );
}
