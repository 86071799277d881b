import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../../../src/config/package-root.js';
import type {
  DetectorInput,
  FaceNetworks,
} from '../../../../../src/faces/embedding/engines/face-networks.js';
import { loadRecognitionModel } from '../../../../../src/faces/embedding/models/load-model.js';
import { chooseSubject } from '../../../../../src/faces/embedding/pipeline/detection/choose-subject.js';
import { decodePhoto } from '../../../../../src/faces/embedding/pipeline/decoding/decode-photo.js';
import { detectFaces } from '../../../../../src/faces/embedding/pipeline/detection/detect-faces.js';
import {
  GLANCES,
  glanceAtSubject,
} from '../../../../../src/faces/embedding/pipeline/detection/glance-at-subject.js';
import { overlapsAny } from '../../../../../src/faces/embedding/pipeline/detection/merge-sightings.js';
import { samplePhoto, SAMPLE_FACES } from '../../../../../src/samples/sample-faces.js';
import { NetworksProcess } from '../../../../support/inference/networks-process.js';
import { emptyScene, portrait } from '../../../../support/photos/photos.js';
import { temporaryFolder } from '../../../../support/temporary-folder.js';

const PEOPLE = Object.keys(SAMPLE_FACES) as (keyof typeof SAMPLE_FACES)[];

describe('a glance at the photograph', () => {
  const child = NetworksProcess.start();
  const cachePath = temporaryFolder('glance-cache-');
  const runs: DetectorInput[] = [];
  const networks = {
    detect: (input, levels) => {
      runs.push(input);
      return child.detect(input, levels);
    },
    landmarks: (rgb, count) => child.landmarks(rgb, count),
    encode: (rgb, count) => child.encode(rgb, count),
    openPassive: () => Promise.reject(new Error('nobody asks for passive liveness here')),
    openRecognition: () => Promise.reject(new Error('nobody asks for another network here')),
    dispose: () => child.stop(),
    engine: 'onnx',
    runtime: 'in a child process',
    glances: true,
  } satisfies FaceNetworks;

  beforeAll(async () => {
    const modelsPath = join(packageRoot, 'models');
    const recognition = await loadRecognitionModel('face-api', modelsPath);
    await child.load({ engine: 'onnx', model: 'face-api', modelsPath, cachePath }, recognition);
  });

  afterAll(() => child.stop());

  const glanceAt = async (photo: Uint8Array) => {
    const image = await decodePhoto(photo, 'reduced');
    runs.length = 0;
    const face = await glanceAtSubject(networks, image);
    return { image, face, sizes: runs.map(({ width, height }) => Math.max(width, height)) };
  };

  it.each(PEOPLE)('is enough for a portrait, and sees whom a closer look sees: %s', async (name) => {
    const { image, face, sizes } = await glanceAt(await portrait(name));
    const closer = await detectFaces(networks, image);
    const { subject } = chooseSubject(
      closer.map(({ box }) => box),
      image.width,
      image.height,
    );
    const chosen = closer[subject ?? -1];
    expect(chosen).toBeDefined();
    expect(face !== null && chosen !== undefined && overlapsAny(face, [chosen])).toBe(true);
    expect(sizes.every((size) => GLANCES.some((glance) => glance === size))).toBe(true);
  });

  it.each([1, 2, 3, 4, 5, 6])('names nobody in a group, after one look: photograph %d', async (number) => {
    const { face, sizes } = await glanceAt(await readFile(samplePhoto(number)));
    expect(face).toBeNull();
    expect(sizes).toEqual([128]);
  });

  it('names nobody where nobody is', async () => {
    const { face, sizes } = await glanceAt(await emptyScene());
    expect(face).toBeNull();
    expect(sizes).toEqual([...GLANCES]);
  });
});
