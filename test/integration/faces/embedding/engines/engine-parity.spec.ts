import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { packageRoot } from '../../../../../src/config/package-root.js';
import {
  type FaceApi,
  loadTensorflow,
} from '../../../../../src/faces/embedding/engines/tensorflow/tensorflow-backend.js';
import { loadRecognitionModel } from '../../../../../src/faces/embedding/models/load-model.js';
import { ssdAnchors } from '../../../../../src/faces/embedding/pipeline/detection/anchors.js';
import { decodeBoxes } from '../../../../../src/faces/embedding/pipeline/detection/box-decoding.js';
import { NetworksProcess } from '../../../../support/inference/networks-process.js';

const PACKAGE = join(packageRoot, 'node_modules', '@vladmandic', 'face-api');
const PHOTOGRAPHS = [1, 2, 3, 4, 5, 6].map((n) => `sample${n}.jpg`);
const MODELS_PATH = join(packageRoot, 'models');
const CACHE_PATH = join(packageRoot, '.cache');
const MIN_SCORE = 0.5;
const MAX_FACES = 100;

type Tensor3D = ReturnType<FaceApi['tf']['tensor3d']>;
type Reference = Awaited<ReturnType<typeof faceApiAnswer>>;
interface Size {
  width: number;
  height: number;
}

/** face-api's own answer, by its own high-level interface on its own weight loader. */
async function faceApiAnswer(faceapi: FaceApi, photo: Tensor3D) {
  const options = new faceapi.SsdMobilenetv1Options({ minConfidence: MIN_SCORE, maxResults: MAX_FACES });
  return faceapi.detectAllFaces(photo, options).withFaceLandmarks().withFaceDescriptors();
}

async function openPhotograph({ tf }: FaceApi, name: string): Promise<Tensor3D> {
  const { data, info } = await sharp(await readFile(join(PACKAGE, 'demo', name)))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return tf.tensor3d(Float32Array.from(data), [info.height, info.width, 3]);
}

/** The network's input as face-api makes it: padded to a square, resampled, 0..255. */
async function networkInput(
  faceapi: FaceApi,
  images: Tensor3D[],
  side: number,
  centred: boolean,
): Promise<Float32Array> {
  const batch = new faceapi.NetInput(images, true).toBatchTensor(side, centred);
  const pixels = await batch.data();
  batch.dispose();
  return Float32Array.from(pixels);
}

/** Boxes of the raw network in pixels, by the service's own decoding and face-api's rule for the padding. */
async function boxesOf(
  networks: NetworksProcess,
  input: Float32Array,
  { width, height }: Size,
  seen: Size = { width: 512, height: 512 },
) {
  const scale = 512 / Math.max(width, height);
  const padX = (512 / Math.round(width * scale)) * width;
  const padY = (512 / Math.round(height * scale)) * height;
  const clamp = (value: number): number => Math.min(Math.max(value, 0), 1);
  return decodeBoxes(await networks.detect({ rgb: input, ...seen }), MIN_SCORE).map((box) => ({
    score: box.score,
    edges: [clamp(box.left) * padX, clamp(box.top) * padY, clamp(box.right) * padX, clamp(box.bottom) * padY],
  }));
}

/** The part of the detector's square that a picture of this size touches, in whole steps. */
function coveredPart({ width, height }: Size): Size {
  const steps = (length: number): number => Math.ceil(((length / Math.max(width, height)) * 512) / 16) * 16;
  return { width: steps(width), height: steps(height) };
}

function cutTo(square: Float32Array, { width, height }: Size): Float32Array {
  const part = new Float32Array(width * height * 3);
  for (let row = 0; row < height; row++)
    part.set(square.subarray(row * 512 * 3, row * 512 * 3 + width * 3), row * width * 3);
  return part;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? NaN))), 0);
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.hypot(...Array.from(a, (value, i) => value - (b[i] ?? NaN)));
}

describe('raw ONNX networks against face-api', () => {
  const onnx = NetworksProcess.start();
  const tensorflow = NetworksProcess.start();
  let faceapi: FaceApi;
  const photos: { name: string; size: Size; photo: Tensor3D; reference: Reference }[] = [];

  beforeAll(async () => {
    const recognition = await loadRecognitionModel('face-api', MODELS_PATH);
    const settings = {
      model: 'face-api',
      modelsPath: MODELS_PATH,
      cachePath: CACHE_PATH,
    } as const;
    // face-api divides by 255 whatever the manifest says.
    const asFaceApi = { ...recognition, std: [255, 255, 255] as const };
    await onnx.load({ ...settings, engine: 'onnx' }, asFaceApi);
    await tensorflow.load({ ...settings, engine: 'tensorflow' }, asFaceApi);
    ({ faceapi } = await loadTensorflow());
    const { nets } = faceapi;
    for (const net of [nets.ssdMobilenetv1, nets.faceLandmark68Net, nets.faceRecognitionNet])
      await net.loadFromDisk(join(PACKAGE, 'model'));
    for (const name of PHOTOGRAPHS) {
      const photo = await openPhotograph(faceapi, name);
      const [height, width] = photo.shape;
      photos.push({ name, size: { width, height }, photo, reference: await faceApiAnswer(faceapi, photo) });
    }
  });

  afterAll(async () => {
    await onnx.stop();
    await tensorflow.stop();
  });

  it('sees the 22 faces of the six photographs, no more and no fewer', async () => {
    const counts = [];
    for (const { photo, size, reference } of photos) {
      const boxes = await boxesOf(onnx, await networkInput(faceapi, [photo], 512, false), size);
      expect(boxes).toHaveLength(reference.length);
      counts.push(boxes.length);
    }
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(22);
  });

  it('places boxes within 1e-3 px and scores within 1e-5', async () => {
    for (const { photo, size, reference } of photos) {
      const boxes = await boxesOf(onnx, await networkInput(faceapi, [photo], 512, false), size);
      for (const [i, { detection }] of reference.entries()) {
        const { left, top, right, bottom } = detection.box;
        expect(largestDifference(boxes[i]?.edges ?? [], [left, top, right, bottom])).toBeLessThanOrEqual(
          1e-3,
        );
        expect(Math.abs((boxes[i]?.score ?? NaN) - detection.score)).toBeLessThanOrEqual(1e-5);
      }
    }
  });

  it('finds the same faces, boxes within 1e-4 of their height, without the black part of the square', async () => {
    for (const { photo, size, reference } of photos) {
      const square = await networkInput(faceapi, [photo], 512, false);
      const seen = coveredPart(size);
      const boxes = await boxesOf(onnx, cutTo(square, seen), size, seen);
      expect(boxes).toHaveLength(reference.length);
      for (const [i, { detection }] of reference.entries()) {
        const { left, top, right, bottom } = detection.box;
        const moved = largestDifference(boxes[i]?.edges ?? [], [left, top, right, bottom]);
        expect(moved).toBeLessThanOrEqual(1e-4 * (bottom - top));
      }
    }
  });

  it('begins with the finest anchors, whichever are asked for', async () => {
    for (const [width, height] of [
      [128, 80],
      [224, 176],
    ] as const) {
      const rgb = Float32Array.from({ length: width * height * 3 }, (_, i) => (i * 31) % 256);
      const all = await onnx.detect({ rgb, width, height });
      const finest = await onnx.detect({ rgb, width, height }, 'finest');
      expect(finest.faceLogits).toHaveLength((width / 16) * (height / 16) * 3);
      expect(finest.faceLogits).toEqual(all.faceLogits.slice(0, finest.faceLogits.length));
      expect(finest.boxEncodings).toEqual(all.boxEncodings.slice(0, finest.boxEncodings.length));
      expect(all.faceLogits).toHaveLength(ssdAnchors({ width, height }).length / 4);
    }
  });

  it('places the 68 landmarks within 1e-3 px, a photograph at a time', async () => {
    for (const { photo, reference } of photos) {
      const crops = await faceapi.extractFaceTensors(
        photo,
        reference.map((face) => face.detection),
      );
      const input = await networkInput(faceapi, crops, 112, true);
      const raw = await onnx.landmarks(input, crops.length);
      const sizes = crops.map(({ shape: [height, width] }) => ({ height, width }));
      const relative = faceapi.nets.faceLandmark68Net.postProcess(
        faceapi.tf.tensor2d(raw, [crops.length, 136]),
        112,
        sizes,
      );
      const points = await relative.data();
      for (const [face, { unshiftedLandmarks }] of reference.entries()) {
        const { width = 0, height = 0 } = sizes[face] ?? {};
        const pixels = points
          .slice(face * 136, (face + 1) * 136)
          .map((value, i) => value * (i % 2 ? height : width));
        const expected = unshiftedLandmarks.positions.flatMap(({ x, y }) => [x, y]);
        expect(largestDifference(pixels, expected)).toBeLessThanOrEqual(1e-3);
      }
    }
  });

  it("describes face-api's own aligned crops within L2 1e-4, a photograph at a time", async () => {
    for (const { photo, reference } of photos) {
      const aligned = reference.map(({ landmarks }) => landmarks.align(null, { useDlibAlignment: true }));
      const crops = await faceapi.extractFaceTensors(photo, aligned);
      const descriptors = await onnx.encode(await networkInput(faceapi, crops, 150, true), crops.length);
      for (const [face, { descriptor }] of reference.entries())
        expect(distance(descriptors.slice(face * 128, (face + 1) * 128), descriptor)).toBeLessThanOrEqual(
          1e-4,
        );
    }
  });

  it('answers the same raw numbers on both engines', async () => {
    const [group] = photos;
    if (!group) throw new Error('no photograph');
    const input = await networkInput(faceapi, [group.photo], 512, false);
    const [ours, theirs] = [
      await onnx.detect({ rgb: input, width: 512, height: 512 }),
      await tensorflow.detect({ rgb: input, width: 512, height: 512 }),
    ];
    expect(largestDifference(ours.boxEncodings, theirs.boxEncodings)).toBeLessThanOrEqual(1e-3);
    expect(largestDifference(ours.faceLogits, theirs.faceLogits)).toBeLessThanOrEqual(1e-3);

    const crops = await faceapi.extractFaceTensors(
      group.photo,
      group.reference.map((face) => face.detection),
    );
    const faces = await networkInput(faceapi, crops, 112, true);
    const points = [
      await onnx.landmarks(faces, crops.length),
      await tensorflow.landmarks(faces, crops.length),
    ] as const;
    expect(largestDifference(...points)).toBeLessThanOrEqual(1e-5);

    const chips = await networkInput(faceapi, crops, 150, true);
    const descriptors = [
      await onnx.encode(chips, crops.length),
      await tensorflow.encode(chips, crops.length),
    ] as const;
    expect(largestDifference(...descriptors)).toBeLessThanOrEqual(1e-5);
  });
});
