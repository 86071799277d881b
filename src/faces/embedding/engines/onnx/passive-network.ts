import type { InferenceSession } from 'onnxruntime-node';
import { reasonOf } from '../../../../common/reason-of.js';
import type { PassiveFile } from '../../models/passive-files.js';
import { PASSIVE_INPUT, type PassiveSession } from '../face-networks.js';
import { readCheckpoint } from '../torch/checkpoint.js';
import { miniFasNetGraph, PASSIVE_CLASSES } from './minifasnet-graph.js';
import { type Ort, runSession, valuesOf } from './onnx-session.js';
import { openCached } from './open-graph.js';

/** Which of the classes is a person; the others are prints and screens. */
const PERSON = 1;

/** One MiniFASNet. */
export class PassiveNetwork implements PassiveSession {
  private constructor(
    private readonly ort: Ort,
    private readonly session: InferenceSession,
  ) {}

  /** @throws Error naming the file, when it does not hold such a network */
  static async load(
    ort: Ort,
    cachePath: string,
    { path, sha256, scale, bytes }: PassiveFile,
  ): Promise<PassiveNetwork> {
    const build = () => miniFasNetGraph(readCheckpoint(bytes), path);
    try {
      const session = await openCached(ort, cachePath, { name: `passive-${scale}`, key: sha256, build });
      return new PassiveNetwork(ort, session);
    } catch (error) {
      throw new Error(`Passive liveness: ${path}: ${reasonOf(error)}`, { cause: error });
    }
  }

  async personProbability(rgb: Float32Array): Promise<number> {
    const outputs = await runSession(this.ort, this.session, rgb, [1, PASSIVE_INPUT, PASSIVE_INPUT, 3]);
    return valuesOf(outputs, PASSIVE_CLASSES)[PERSON] ?? NaN;
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
