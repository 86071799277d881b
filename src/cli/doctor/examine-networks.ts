import { reasonOf } from '../../common/reason-of.js';
import type { AppConfig } from '../../config/app-config.js';
import { FaceEmbeddingService } from '../../faces/embedding/face-embedding.service.js';
import { loadRecognitionModel } from '../../faces/embedding/models/load-model.js';
import { evidenceFor } from '../../faces/recognition/evidence-for-model.js';
import { cleanedUp } from '../cleanup.js';
import { blocker, type Finding, ok, warning } from '../findings.js';

const MB = 1024 * 1024;

/** Starts one inference process as the service does, sealed and with its limits. */
export async function examineNetworks(config: AppConfig): Promise<Finding[]> {
  const { env, modelsPath, cachePath } = config;
  try {
    const model = await loadRecognitionModel(env.FACE_MODEL, modelsPath);
    evidenceFor(model, env.CALIBRATION_FILE);
    const service = new FaceEmbeddingService({
      settings: {
        ...{ engine: env.FACE_ENGINE, model: env.FACE_MODEL },
        ...{ modelsPath, cachePath },
      },
      workers: 1,
      queueMax: env.INFERENCE_QUEUE_MAX,
      timeoutMs: env.INFERENCE_TIMEOUT_MS,
      rssMaxBytes: env.INFERENCE_RSS_MAX_MB * MB,
    });
    const about = await cleanedUp(
      () => service.onApplicationShutdown(),
      () => service.whenReady(),
    );
    const { fallbackReason } = about;
    return [
      ok(`networks: ${about.model} on ${about.runtime}`),
      ...(fallbackReason === null ? [] : [warning(fallbackReason)]),
    ];
  } catch (error) {
    return [blocker(`networks: ${reasonOf(error)}: check FACE_MODEL, MODELS_PATH and CALIBRATION_FILE`)];
  }
}
