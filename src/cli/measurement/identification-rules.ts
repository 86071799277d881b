import { AppConfig } from '../../config/app-config.js';
import { loadEnv } from '../../config/load-env.js';
import type { IdentificationRules } from '../../evaluation/identification.js';
import { loadRecognitionModel } from '../../faces/embedding/models/load-model.js';
import { evidenceFor } from '../../faces/recognition/evidence-for-model.js';

/** What the service would decide by, from the same settings. @param model undefined: FACE_MODEL */
export async function identificationRules(model: string | undefined): Promise<IdentificationRules> {
  const { env, modelsPath } = new AppConfig(loadEnv());
  const recognition = await loadRecognitionModel(model ?? env.FACE_MODEL, modelsPath);
  return {
    evidence: evidenceFor(recognition, env.CALIBRATION_FILE),
    threshold: env.FACE_RECOGNITION_THRESHOLD,
    maxFpir: env.MAX_FPIR,
    maxFmr: env.MAX_FMR,
    maxEncodings: env.MAX_ENCODINGS_PER_USER,
  };
}
