import type { FactoryProvider } from '@nestjs/common';
import { AppConfig } from '../../../config/app-config.js';
import { protectedVersions } from '../protection/template-key.js';
import { loadRecognitionModel } from './load-model.js';
import type { RecognitionModel } from './recognition-model.js';

export const RECOGNITION_MODEL = Symbol('RECOGNITION_MODEL');

/** Read in this process too, which needs its version, dimension and calibration; a bad model stops the start here. */
export const recognitionModelProvider: FactoryProvider<RecognitionModel> = {
  provide: RECOGNITION_MODEL,
  inject: [AppConfig],
  useFactory: async ({ env, modelsPath }: AppConfig) =>
    protectedVersions(await loadRecognitionModel(env.FACE_MODEL, modelsPath), env.TEMPLATE_KEY),
};

export const PREDECESSOR_MODEL = Symbol('PREDECESSOR_MODEL');

/** The network of earlier enrolments; null when the one in use has none. A bad one stops the start as well. */
export const predecessorModelProvider: FactoryProvider<RecognitionModel | null> = {
  provide: PREDECESSOR_MODEL,
  inject: [RECOGNITION_MODEL, AppConfig],
  useFactory: async ({ predecessor }: RecognitionModel, { env, modelsPath }: AppConfig) =>
    predecessor === null
      ? null
      : protectedVersions(await loadRecognitionModel(predecessor, modelsPath), env.TEMPLATE_KEY),
};
