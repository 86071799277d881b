import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { AppConfig } from '../../config/app-config.js';
import type { EngineChoice } from '../../config/inference-choices.js';
import { loadEnv } from '../../config/load-env.js';
import { encodePhotos } from '../../evaluation/encode-photos.js';
import { EncodingCache } from '../../evaluation/encoding-cache.js';
import { FaceEmbeddingService } from '../../faces/embedding/face-embedding.service.js';
import { cleanedUp, inTemporaryFolder } from '../program/cleanup.js';
import { tell } from '../program/output.js';

/** How to encode, in the words of the commands' options. */
export interface EncodingOptions {
  engine?: EngineChoice;
  model?: string;
  workers?: number;
  /** False: encode every photograph again. */
  cache: boolean;
}

/** The supervised processes that uploads go to, with as much time as they need. */
export function openForMeasurement(request: Omit<EncodingOptions, 'cache'>) {
  const { env, modelsPath, cachePath, inferenceRssMaxBytes } = new AppConfig(loadEnv());
  const engine = request.engine ?? env.FACE_ENGINE;
  const service = new FaceEmbeddingService({
    settings: {
      engine,
      model: request.model ?? env.FACE_MODEL,
      modelsPath,
      cachePath,
    },
    workers: request.workers ?? env.INFERENCE_WORKERS,
    queueMax: env.INFERENCE_QUEUE_MAX,
    timeoutMs: Math.max(env.INFERENCE_TIMEOUT_MS, 60_000),
    rssMaxBytes: inferenceRssMaxBytes,
  });
  return { service, cachePath };
}

/** The photographs go through the same supervised processes as uploads do. */
export async function encodeForMeasurement(photos: readonly string[], request: EncodingOptions) {
  const { service, cachePath } = openForMeasurement(request);
  const encodeInto = async (cacheFolder: string) => {
    const about = await service.whenReady();
    if (about.fallbackReason !== null) tell(about.fallbackReason);
    const cache = new EncodingCache(cacheFolder, `${about.model} ${about.runtime}`);
    const bar = new SingleBar({
      format: `${about.model} {bar} {percentage} % | {value}/{total} photographs | {eta_formatted}`,
      noTTYOutput: true,
      notTTYSchedule: 10_000,
    });
    bar.start(photos.length, 0);
    const { wanted } = service.status.workers;
    const run = await encodePhotos(photos, service, cache, wanted, () => bar.increment());
    bar.stop();
    return { ...run, engine: about.engine, runtime: about.runtime, model: about.model };
  };
  return cleanedUp(
    () => service.onApplicationShutdown(),
    () =>
      request.cache
        ? encodeInto(join(cachePath, 'evaluate'))
        : inTemporaryFolder('twoinone-evaluate-', encodeInto),
  );
}
