import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { packageRoot } from '../../../../../src/config/package-root.js';
import { FaceEmbeddingService } from '../../../../../src/faces/embedding/face-embedding.service.js';
import type { InferenceEvent } from '../../../../../src/faces/embedding/inference/inference-observer.js';
import { MALLOC_ENVIRONMENT } from '../../../../../src/faces/embedding/inference/memory-settings.js';
import { portrait } from '../../../../support/photos/photos.js';
import { eventually } from '../../../../support/eventually.js';
import { embeddingOptions } from '../../../../support/inference/embedding-options.js';
import { temporaryFolder } from '../../../../support/temporary-folder.js';

const photo = (name: string): Buffer =>
  readFileSync(join(packageRoot, 'node_modules', '@vladmandic', 'face-api', 'demo', name));

function distance(a: Float32Array | null, b: Float32Array | null): number {
  return Math.hypot(...Array.from(a ?? [], (value, i) => value - (b?.[i] ?? NaN)));
}

const OPTIONS = embeddingOptions({
  settings: { cachePath: temporaryFolder('inference-cache-') },
  workers: 2,
  queueMax: 32,
  timeoutMs: 60_000,
  rssMaxBytes: 1024 * 1024 * 1024,
});

const events: InferenceEvent[] = [];
let service: FaceEmbeddingService;

beforeAll(async () => {
  service = new FaceEmbeddingService(OPTIONS, (event) => events.push(event));
  await service.onModuleInit();
});

afterAll(() => service.onApplicationShutdown());

describe('the inference processes with the real networks', () => {
  it('say what they are', () => {
    const { ready, engine, runtime, model, dimension, libraries, workers } = service.status;
    expect({ ready, engine, model, dimension }).toEqual({
      ready: true,
      engine: 'onnx',
      model: expect.stringContaining('mobilefacenet'),
      dimension: 192,
    });
    expect(runtime).toMatch(/^onnxruntime-node \d/);
    expect(libraries).toMatchObject({
      'onnxruntime-node': expect.stringMatching(/^\d+\./),
      '@vladmandic/face-api': expect.stringMatching(/^\d+\./),
      sharp: expect.stringMatching(/^\d+\./),
      libvips: expect.stringMatching(/^\d+\./),
    });
    expect(workers).toMatchObject({ alive: 2, wanted: 2, restarts: 0 });
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux(
    'have nothing in their environment but the channel to the service and the settings of malloc',
    () => {
      for (const pid of service.status.workers.pids) {
        const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
          .split('\0')
          .flatMap((entry) => entry.split('=', 1))
          .filter((name) => name !== '');
        expect(names.sort()).toEqual([
          ...Object.keys(MALLOC_ENVIRONMENT),
          'NODE_CHANNEL_FD',
          'NODE_CHANNEL_SERIALIZATION_MODE',
        ]);
      }
    },
  );

  it('find the faces of a photograph and encode its subject', async () => {
    const { faces, faceCount, subject, encoding, times } = await service.analyze(
      await portrait('ada'),
      'encode',
    );
    expect({ faces: faces.length, faceCount, subject }).toEqual({ faces: 1, faceCount: 1, subject: 0 });
    expect(encoding).toHaveLength(192);
    const { totalMs, queueMs, passiveMs, ...stages } = times;
    expect(passiveMs).toBe(0);
    expect(Math.min(...Object.values(stages))).toBeGreaterThan(0);
    expect(Object.values(stages).reduce((sum, ms) => sum + ms, queueMs)).toBeLessThanOrEqual(
      totalMs + queueMs,
    );
  });

  it('describe no one where several could be meant, unless all faces are asked for', async () => {
    const group = photo('sample6.jpg');
    const asked = await service.analyze(group, 'encode');
    expect(asked).toMatchObject({ faces: [], faceCount: 4, subject: null, encoding: null });
    const all = await service.analyze(group, 'detect');
    expect(all).toMatchObject({ faceCount: 4, subject: null, encoding: null });
    expect(all.faces.map(({ landmarks }) => landmarks.length)).toEqual([68, 68, 68, 68]);
    const prominent = await service.analyze(group, 'encode-prominent');
    expect(prominent).toMatchObject({ faceCount: 4, subject: null });
    expect(prominent.faces).toHaveLength(1);
    expect(prominent.encoding).toHaveLength(192);
  });

  it('take a small face from the large photograph, not from what was shrunk to find it', async () => {
    const face = await portrait('ada');
    const wide = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#7a8a99' } })
      .composite([{ input: face, left: 1800, top: 1300 }])
      .jpeg({ quality: 95 })
      .toBuffer();
    const near = await service.analyze(face, 'encode');
    const far = await service.analyze(wide, 'encode');
    expect(far).toMatchObject({ width: 4000, height: 3000, faceCount: 1, subject: 0 });
    expect(distance(near.encoding, far.encoding)).toBeLessThan(0.15);
    const [a, b] = [near.faces[0]?.quality, far.faces[0]?.quality];
    expect(Math.abs((a?.interocularPx ?? NaN) / (b?.interocularPx ?? NaN) - 1)).toBeLessThan(0.05);
  });

  it('give the same encoding whichever process answers', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => service.analyze(photo('sample1.jpg'), 'encode')),
    );
    const [first, ...others] = answers.map(({ encoding, faces }) => ({
      encoding,
      boxes: faces.map(({ box }) => box),
    }));
    for (const other of others) expect(other).toEqual(first);
  });

  it('refuse what is no photograph with its own code, and live on', async () => {
    const { pids } = service.status.workers;
    await expect(service.analyze(Buffer.from('no photograph'), 'encode')).rejects.toMatchObject({
      code: 'IMAGE_TYPE_UNSUPPORTED',
      status: 415,
    });
    const truncated = photo('sample1.jpg').subarray(0, 5000);
    await expect(service.analyze(truncated, 'encode')).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    expect(service.status.workers.pids).toEqual(pids);
  });

  it.each(['SIGKILL', 'SIGSEGV'] as const)(
    'lose one request to %s in the middle of a photo',
    async (signal) => {
      const before = service.status.workers.pids;
      const both = [1, 2].map(() => service.analyze(photo('sample1.jpg'), 'encode'));
      const settled = Promise.allSettled(both);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const [victim] = before;
      if (victim === undefined) throw new Error('no process');
      expect(service.status.inFlight).toBe(2);
      process.kill(victim, signal);
      const outcomes = await settled;
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'WORKER_LOST', status: 503 },
      });
      await eventually(() => service.status.workers.alive === 2);
      await expect(service.analyze(photo('sample1.jpg'), 'detect')).resolves.toMatchObject({
        encoding: null,
      });
    },
  );
});

describe('the other engine', () => {
  it('works in the same isolation', async () => {
    const tensorflow = new FaceEmbeddingService({
      ...OPTIONS,
      settings: { ...OPTIONS.settings, engine: 'tensorflow' },
      workers: 1,
    });
    const { engine, runtime } = await tensorflow.whenReady();
    expect(engine).toBe('tensorflow');
    expect(runtime).toMatch(/^tfjs/);
    const [ours, theirs] = await Promise.all(
      [service, tensorflow].map((embedding) => embedding.analyze(photo('sample1.jpg'), 'detect')),
    );
    expect(ours?.faces.length).toBe(theirs?.faces.length);
    await tensorflow.onApplicationShutdown();
  });
});
