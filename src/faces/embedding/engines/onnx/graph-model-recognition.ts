import type { InferenceSession } from 'onnxruntime-node';
import { firstLineOf } from '../../../../common/reason-of.js';
import { RecognitionModelError } from '../../models/recognition-model.js';
import { decodeGraphModel } from '../graph-model.js';
import { readNetwork } from '../read-network.js';
import type { RecognitionNetwork } from '../recognition-network.js';
import { ENCODINGS, graphModelGraph } from './graph-model/graph-model-graph.js';
import { type Ort, runSession, valuesOf } from './onnx-session.js';
import { openCached } from './open-graph.js';
import type { RecognitionSession } from '../face-networks.js';

/** A recognition network that came as a graph model of TensorFlow.js. */
export class GraphModelRecognition implements RecognitionSession {
  private constructor(
    private readonly ort: Ort,
    private readonly session: InferenceSession,
    private readonly inputSize: number,
  ) {}

  /** @throws RecognitionModelError when the file holds an operation that the reader does not know */
  static async load(
    ort: Ort,
    cachePath: string,
    recognition: RecognitionNetwork,
  ): Promise<GraphModelRecognition> {
    const { name, network, inputSize, channels, mean, std, dimension } = recognition;
    try {
      const session = await openCached(ort, cachePath, {
        name: `recognition-${name}`,
        key: JSON.stringify({
          network: [network.sha256, network.repair],
          inputSize,
          channels,
          mean,
          std,
          dimension,
        }),
        build: async () => graphModelGraph(decodeGraphModel(await readNetwork(network)), recognition),
      });
      return new GraphModelRecognition(ort, session, inputSize);
    } catch (error) {
      throw new RecognitionModelError(name, `${network.path}: ${firstLineOf(error)}`);
    }
  }

  async encode(rgb: Float32Array, count: number): Promise<Float32Array> {
    const shape = [count, this.inputSize, this.inputSize, 3];
    return valuesOf(await runSession(this.ort, this.session, rgb, shape), ENCODINGS);
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
