import { readFile } from 'node:fs/promises';
import type { InferenceSession } from 'onnxruntime-node';
import { firstLineOf } from '../../../../common/reason-of.js';
import { RecognitionModelError } from '../../models/recognition-model.js';
import type { RecognitionNetwork } from '../recognition-network.js';
import { openSession, type Ort, type Outputs, runSession } from './onnx-session.js';
import type { RecognitionSession } from '../face-networks.js';
import { flushTinyWeights } from './tiny-weights.js';

/** Largest difference, relative to the encoding's length, that a batch may make. */
const BATCH_TOLERANCE = 1e-3;

/** A recognition network that an operator dropped in: an ONNX file with one image input, planar or interleaved. */
export class PlugInNetwork implements RecognitionSession {
  private output = '';
  private batches = false;

  private constructor(
    private readonly ort: Ort,
    private readonly session: InferenceSession,
    private readonly recognition: RecognitionNetwork,
    private readonly planar: boolean,
  ) {}

  /**
   * Opens the file and proves by runs that it takes such images and answers such encodings.
   * @throws RecognitionModelError when it does not
   */
  static async load(ort: Ort, recognition: RecognitionNetwork): Promise<PlugInNetwork> {
    const { name, network, inputSize } = recognition;
    try {
      const model = await readFile(network.path);
      flushTinyWeights(model);
      const session = await openSession(ort, model);
      const planar = isPlanar(session, inputSize);
      const plugIn = new PlugInNetwork(ort, session, recognition, planar);
      await plugIn.prove();
      return plugIn;
    } catch (error) {
      const fault = firstLineOf(error);
      throw new RecognitionModelError(name, `${network.path}: ${fault}`);
    }
  }

  async encode(rgb: Float32Array, count: number): Promise<Float32Array> {
    const { dimension } = this.recognition;
    if (this.batches || count === 1)
      return (await this.run(rgb, count))[this.output]?.data ?? new Float32Array();
    const size = rgb.length / count;
    const encodings = new Float32Array(count * dimension);
    for (let i = 0; i < count; i++) {
      const one = await this.encode(rgb.subarray(i * size, (i + 1) * size), 1);
      encodings.set(one, i * dimension);
    }
    return encodings;
  }

  release(): Promise<void> {
    return this.session.release();
  }

  private async prove(): Promise<void> {
    const { inputSize, dimension } = this.recognition;
    const pixels = inputSize * inputSize * 3;
    const pair = Float32Array.from(
      { length: 2 * pixels },
      (_, i) => (i * 31 + (i % 97) * (i < pixels ? 1 : 5)) % 256,
    );
    const outputs = await this.run(pair.subarray(0, pixels), 1);
    const fitting = Object.entries(outputs).filter(([, { data }]) => data.length === dimension);
    const [first] = fitting;
    if (!first || fitting.length > 1) {
      const seen = Object.entries(outputs).map(([name, { shape }]) => `${name} ${shape.join('x')}`);
      throw new Error(`exactly one output must have ${dimension} numbers, it gives ${seen.join(', ')}`);
    }
    this.output = first[0];
    if (!first[1].data.every(Number.isFinite)) throw new Error('it answers numbers that are not finite');
    this.batches = await this.canBatch(pair);
  }

  /** Many exported files have a fixed batch of one, or claim any and mix the images up. */
  private async canBatch(pair: Float32Array): Promise<boolean> {
    const apart = await this.encode(pair, 2);
    let together: Outputs;
    try {
      together = await this.run(pair, 2);
    } catch {
      return false;
    }
    const data = together[this.output]?.data;
    const length = Math.hypot(...apart);
    return (
      data?.length === apart.length &&
      data.every((value, i) => Math.abs(value - (apart[i] ?? 0)) <= BATCH_TOLERANCE * length)
    );
  }

  private run(rgb: Float32Array, count: number): Promise<Outputs> {
    const { inputSize, channels, mean, std } = this.recognition;
    const area = inputSize * inputSize;
    const input = new Float32Array(rgb.length);
    for (const channel of [0, 1, 2] as const) {
      const source = channels === 'rgb' ? channel : 2 - channel;
      for (let image = 0; image < count; image++) {
        const start = image * area * 3;
        for (let pixel = 0; pixel < area; pixel++) {
          const target = this.planar ? channel * area + pixel : pixel * 3 + channel;
          const value = rgb[start + pixel * 3 + source] ?? 0;
          input[start + target] = (value - mean[channel]) / std[channel];
        }
      }
    }
    const shape = this.planar ? [count, 3, inputSize, inputSize] : [count, inputSize, inputSize, 3];
    return runSession(this.ort, this.session, input, shape);
  }
}

/** @returns whether the input is count x 3 x side x side @throws Error when it is no image of that side */
function isPlanar(session: InferenceSession, side: number): boolean {
  const [input, ...others] = session.inputMetadata;
  if (!input?.isTensor || others.length > 0) throw new Error('it must have one input, an image');
  const shape = input.shape.map((dimension) => (typeof dimension === 'number' ? dimension : '?'));
  const fits = (expected: number[]): boolean =>
    shape.length === 4 && expected.every((value, i) => shape[i + 1] === value || shape[i + 1] === '?');
  if (input.type !== 'float32') throw new Error(`its input is ${input.type}, not float32`);
  if (fits([3, side, side])) return true;
  if (fits([side, side, 3])) return false;
  throw new Error(`its input is ${shape.join('x')}, the manifest says ${side} px`);
}
