import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { packageRoot } from '../../../src/config/package-root.js';
import { PASSIVE_FOLDER } from '../../../src/faces/embedding/models/passive-files.js';

/** A MODELS_PATH in which the networks of passive liveness are installed. */
export const PASSIVE_MODELS_PATH = join(packageRoot, '..', 'shared', 'models');
const isHere = existsSync(join(PASSIVE_MODELS_PATH, PASSIVE_FOLDER));

/** For tests with these networks: skipped, with the reason printed, where they are not. */
export function describePassiveModels(name: string, tests: () => void): void {
  if (!isHere) console.log(`skipped: ../shared/models/${PASSIVE_FOLDER} is not here`);
  (isHere ? describe : describe.skip)(name, tests);
}
