import type { EngineChoice } from '../../config/inference-choices.js';

/** Everything an inference process is told when it is forked: no address, and of the secrets only the key of templates. Plain data. */
export interface InferenceSettings {
  engine: EngineChoice;
  /** Folder name below `modelsPath` of the recognition model (or the built-in `face-api`). */
  model: string;
  /** Absolute paths. */
  modelsPath: string;
  cachePath: string;
  /** TEMPLATE_KEY: encodings leave the process protected by it. */
  templateKey?: Uint8Array | undefined;
}
