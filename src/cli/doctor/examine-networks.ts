import { reasonOf } from '../../common/reason-of.js';
import type { AppConfig } from '../../config/app-config.js';
import { loadRecognitionModel } from '../../faces/embedding/models/load-model.js';
import { evidenceFor } from '../../faces/recognition/evidence-for-model.js';
import { tryNetworks } from '../models/try-networks.js';
import { blocker, type Finding, ok, warning } from '../program/findings.js';

export async function examineNetworks(config: AppConfig): Promise<Finding[]> {
  const { env, modelsPath } = config;
  try {
    const model = await loadRecognitionModel(env.FACE_MODEL, modelsPath);
    evidenceFor(model, env.CALIBRATION_FILE);
    const about = await tryNetworks(config, env.FACE_MODEL);
    const { fallbackReason } = about;
    return [
      ok(`networks: ${about.model} on ${about.runtime}`),
      ...(fallbackReason === null ? [] : [warning(fallbackReason)]),
    ];
  } catch (error) {
    return [blocker(`networks: ${reasonOf(error)}: check FACE_MODEL, MODELS_PATH and CALIBRATION_FILE`)];
  }
}
