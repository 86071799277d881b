import { join } from 'node:path';
import { packageRoot } from '../../../src/config/package-root.js';
import type { InferenceOptions } from '../../../src/faces/embedding/inference/inference-options.js';
import type { InferenceSettings } from '../../../src/faces/embedding/inference-settings.js';

/** The default pipeline in one process that nothing replaces; tests and benchmarks say what they want otherwise. */
export function embeddingOptions({
  settings,
  ...options
}: Partial<Omit<InferenceOptions, 'settings'>> & {
  settings?: Partial<InferenceSettings>;
} = {}): InferenceOptions {
  return {
    settings: {
      engine: 'auto',
      model: 'mobilefacenet',
      modelsPath: join(packageRoot, 'models'),
      cachePath: join(packageRoot, '.cache'),
      ...settings,
    },
    workers: 1,
    queueMax: 8,
    timeoutMs: 60_000,
    rssMaxBytes: Infinity,
    ...options,
  };
}
