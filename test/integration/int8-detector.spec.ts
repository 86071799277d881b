import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../src/config/package-root.js';
import { listsVnni } from '../../src/faces/embedding/engines/onnx/vnni.js';
import type { InferenceSettings } from '../../src/faces/embedding/inference-settings.js';
import { loadRecognitionModel } from '../../src/faces/embedding/models/load-model.js';
import type { RecognitionModel } from '../../src/faces/embedding/models/recognition-model.js';
import { decodeBoxes, type SquareDetection } from '../../src/faces/embedding/pipeline/box-decoding.js';
import { decodePhoto } from '../../src/faces/embedding/pipeline/decode-photo.js';
import { resampleSquare, squareTarget } from '../../src/faces/embedding/pipeline/resample.js';
import { NetworksProcess } from '../support/networks-process.js';

const DEMO = join(packageRoot, 'node_modules', '@vladmandic', 'face-api', 'demo');
const MODELS_PATH = join(packageRoot, 'models');
const SIDE = 512;
/** Overlap (intersection over union) with the float detector's box; the worst of the 22 is 0.94. */
const LEAST_OVERLAP = 0.9;

const vnni = listsVnni(cpuinfo());
if (!vnni) console.log('No VNNI: the int8 detector is only checked to refuse the start.');

function cpuinfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}

function overlap(a: SquareDetection, b: SquareDetection): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const shared = Math.max(width, 0) * Math.max(height, 0);
  const area = (box: SquareDetection): number => (box.right - box.left) * (box.bottom - box.top);
  return shared / (area(a) + area(b) - shared);
}

async function networkInput(name: string): Promise<Float32Array> {
  const image = await decodePhoto(await readFile(join(DEMO, name)));
  const { width, height } = image;
  const input = new Float32Array(SIDE * SIDE * 3);
  const side = Math.max(width, height);
  const canvas = { side, left: 0, top: 0, fill: 0 };
  resampleSquare(image, { x: 0, y: 0, width, height }, canvas, squareTarget(SIDE, input));
  return input;
}

describe('the int8 detector', () => {
  const float = NetworksProcess.start();
  const int8 = NetworksProcess.start();
  let recognition: RecognitionModel;

  const settings = (detector: InferenceSettings['detector']): InferenceSettings => ({
    engine: 'onnx',
    detector,
    model: 'face-api',
    modelsPath: MODELS_PATH,
    cachePath: join(packageRoot, '.cache'),
  });

  beforeAll(async () => {
    recognition = await loadRecognitionModel('face-api', MODELS_PATH);
  });

  afterAll(async () => {
    await float.stop();
    await int8.stop();
  });

  (vnni ? it : it.skip)(
    'keeps the 22 faces of the six photographs, where the float detector sees them',
    async () => {
      await float.load(settings('ssd'), recognition);
      await int8.load(settings('ssd-int8'), recognition);
      const overlaps: number[] = [];
      for (const n of [1, 2, 3, 4, 5, 6]) {
        const input = await networkInput(`sample${n}.jpg`);
        const expected = decodeBoxes(await float.detect({ rgb: input, width: 512, height: 512 }), 0.5);
        const found = decodeBoxes(await int8.detect({ rgb: input, width: 512, height: 512 }), 0.5);
        expect(found).toHaveLength(expected.length);
        for (const box of expected) overlaps.push(Math.max(...found.map((other) => overlap(box, other))));
      }
      expect(overlaps).toHaveLength(22);
      expect(Math.min(...overlaps)).toBeGreaterThan(LEAST_OVERLAP);
    },
  );

  (vnni ? it.skip : it)('refuses the start on a processor without VNNI', async () => {
    await expect(int8.load(settings('ssd-int8'), recognition)).rejects.toThrow('use FACE_DETECTOR=ssd');
  });
});
