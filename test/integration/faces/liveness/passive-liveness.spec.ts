import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drawOf, presentAtWill } from '../../../../src/evaluation/liveness/present-at-will.js';
import { FaceEmbeddingService } from '../../../../src/faces/embedding/face-embedding.service.js';
import { BUILDER_VERSION } from '../../../../src/faces/embedding/engines/onnx/graph-cache.js';
import { miniFasNetGraph } from '../../../../src/faces/embedding/engines/onnx/minifasnet-graph.js';
import { readCheckpoint } from '../../../../src/faces/embedding/engines/torch/checkpoint.js';
import { loadRecognitionModel } from '../../../../src/faces/embedding/models/load-model.js';
import {
  PASSIVE_FILES,
  PASSIVE_FOLDER,
  type PassiveFile,
  readPassiveFiles,
} from '../../../../src/faces/embedding/models/passive-files.js';
import { LIVE_SCORE_MIN } from '../../../../src/faces/liveness/liveness-rules.js';
import { atOnce } from '../../../../src/faces/liveness/session-clock.js';
import { faceOf, type SessionFrame } from '../../../../src/faces/liveness/session-frame.js';
import { embeddingOptions } from '../../../support/inference/embedding-options.js';
import { filePart, HttpClient } from '../../../support/http/http-client.js';
import { type Pictures, picturesOfAda } from '../../../support/liveness/liveness-visitor.js';
import { NetworksProcess } from '../../../support/inference/networks-process.js';
import { describePassiveModels, PASSIVE_MODELS_PATH } from '../../../support/inference/passive-models.js';
import { portrait } from '../../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

const SIDE = 80;

/**
 * Probabilities of a person that PyTorch 1.13.1 computes with the authors' `MiniFASNet.py` and the published files, of pictures
 * that `picture` makes: of 2.7_80x80_MiniFASNetV2, and of 4_0_0_80x80_MiniFASNetV1SE.
 */
const PYTORCH = [
  [0.9999005, 0.999984],
  [0.4190046, 0.9057661],
  [0.9999608, 0.9927039],
  [0.4972443, 0.9121352],
];

/** RGB, of a pattern. */
const picture = (k: number) =>
  Float32Array.from(
    { length: SIDE * SIDE * 3 },
    (_, i) => (i * (31 + 2 * k) + (i % 97) * (7 + k) + Math.floor(i / (SIDE * 3)) * 3 * k) % 256,
  );

describePassiveModels('passive liveness', () => {
  describe('the networks', () => {
    const networks = NetworksProcess.start();
    let files: PassiveFile[];

    beforeAll(async () => {
      files = (await readPassiveFiles(PASSIVE_MODELS_PATH)) ?? [];
      const { settings } = embeddingOptions();
      await networks.load(settings, await loadRecognitionModel(settings.model, settings.modelsPath));
    });

    afterAll(() => networks.stop());

    it.each(PYTORCH.map((expected, k) => [k, expected] as const))(
      'answer as PyTorch does, within 1e-5: picture %i',
      async (k, expected) => {
        for (const [i, file] of files.entries()) {
          const probability = await networks.personProbability(file, picture(k));
          expect(Math.abs(probability - (expected[i] ?? NaN))).toBeLessThan(1e-5);
        }
        expect(files).toHaveLength(PASSIVE_FILES.length);
      },
    );

    it('have graphs that belong to this BUILDER_VERSION: raise it, and renew the digests, when one changes', () => {
      const digests = files.map(({ bytes }) =>
        createHash('sha256')
          .update(miniFasNetGraph(readCheckpoint(bytes), ''))
          .digest('hex')
          .slice(0, 16),
      );
      expect([BUILDER_VERSION, ...digests]).toEqual([6, '00e327e3862e183d', '6b18d173180730c1']);
    });
  });

  describe('a service with them', () => {
    let service: TestApp;
    let ada: HttpClient;
    let pictures: Pictures;

    beforeAll(async () => {
      const embedding = new FaceEmbeddingService(embeddingOptions());
      await embedding.onModuleInit();
      pictures = await picturesOfAda(embedding);
      await embedding.onApplicationShutdown();
      service = await startTestApp({ MODELS_PATH: PASSIVE_MODELS_PATH });
      ada = new HttpClient(service.url, await bearer('ada'));
    });

    afterAll(() => service.close());

    it('says so', async () => {
      expect((await ada.get('/ml/health')).body).toMatchObject({ liveness: 'active+passive' });
    });

    it('scores the face of a photograph', async () => {
      const { body } = await ada.post('/ml/analyze-face', [filePart(await portrait('ada'))]);
      const [face] = body['faces'] as { live_score: number }[];
      expect(face?.live_score).toBeGreaterThan(0);
      expect(face?.live_score).toBeLessThanOrEqual(1);
    });

    it('refuses the rendered head that passes without them', async () => {
      const embedding = service.app.get(FaceEmbeddingService, { strict: false });
      const frames: SessionFrame[] = [];
      for (const frame of Object.values(pictures).flat())
        frames.push({ ...atOnce(0), face: faceOf(await embedding.analyze(frame, 'frame')) });
      const judged = (liveScoreMin: number | null) =>
        presentAtWill(frames, { continuityMax: 2, liveScoreMin, draw: drawOf(['left', 'right', 'up']) });
      expect(judged(null)).toMatchObject({ kind: 'passed' });
      expect(judged(LIVE_SCORE_MIN.normal)).toMatchObject({ kind: 'failed', failure: 'NOT_LIVE' });
    });
  });
});

describe('a service without them', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passive-'));
    await mkdir(join(folder, PASSIVE_FOLDER));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['active', {}],
    ['off', { LIVENESS: 'off' }],
  ])('says %s, and has no score', async (liveness, env) => {
    const service = await startTestApp(env);
    const ada = new HttpClient(service.url, await bearer('ada'));
    expect((await ada.get('/ml/health')).body).toMatchObject({ liveness });
    const { body } = await ada.post('/ml/analyze-face', [filePart(await portrait('ada'))]);
    expect(body['faces']).toEqual([expect.objectContaining({ live_score: null })]);
    await service.close();
  });

  it('does not start with files that are missing or others', async () => {
    const start = async () => {
      const service = new FaceEmbeddingService(embeddingOptions({ settings: { modelsPath: folder } }));
      await service.whenReady().finally(() => service.onApplicationShutdown());
    };
    await expect(start()).rejects.toThrow(/Passive liveness: cannot read .*_80x80_MiniFASNet\w+\.pth/);
    for (const { file } of PASSIVE_FILES) await writeFile(join(folder, PASSIVE_FOLDER, file), 'nothing');
    await expect(start()).rejects.toThrow(/Passive liveness: .* has sha256 [0-9a-f]{64}, but/);
  });
});
