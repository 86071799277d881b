import { describe, expect, it } from '@jest/globals';
import { loadRecognitionModel } from '../embedding/models/load-model.js';
import { averageWarning, evidenceFor } from './evidence-for-model.js';

describe('a calibration that knows no groups of people', () => {
  it.each([
    ['mobilefacenet', undefined],
    ['face-api', expect.stringMatching(/^The calibration of face-api.* knows no groups of people: MAX_FMR/)],
  ])('is warned of: %s', async (name, warning) => {
    const model = await loadRecognitionModel(name, '/nowhere');
    expect(averageWarning(evidenceFor(model, undefined))).toEqual(warning);
  });
});
