import type { GraphModel, io } from '@tensorflow/tfjs';
import { firstLineOf } from '../../../../common/reason-of.js';
import { type NetworkFile, RecognitionModelError } from '../../models/recognition-model.js';
import { readNetwork } from '../read-network.js';
import type { RecognitionNetwork } from '../recognition-network.js';
import type { RecognitionSession } from '../face-networks.js';
import { take } from './tensors.js';

type Tfjs = typeof import('@tensorflow/tfjs');
type WeightSpecs = io.WeightsManifestEntry[];

/** A graph model as TensorFlow.js itself runs it, on the backend that face-api's networks run on. */
export class GraphModelRecognition implements RecognitionSession {
  private constructor(
    private readonly tf: Tfjs,
    private readonly model: GraphModel,
    private readonly recognition: RecognitionNetwork,
  ) {}

  /** @throws RecognitionModelError when TensorFlow.js cannot load it */
  static async load(recognition: RecognitionNetwork): Promise<GraphModelRecognition> {
    const { name, network } = recognition;
    const tf = await import('@tensorflow/tfjs');
    try {
      const model = await tf.loadGraphModel(tf.io.fromMemory(await readArtifacts(network)));
      return new GraphModelRecognition(tf, model, recognition);
    } catch (error) {
      throw new RecognitionModelError(name, `${network.path}: ${firstLineOf(error)}`);
    }
  }

  async encode(rgb: Float32Array, count: number): Promise<Float32Array> {
    const { tf } = this;
    const { inputSize, dimension, channels, mean, std } = this.recognition;
    const input = new Float32Array(rgb.length);
    for (let i = 0; i < rgb.length; i++) {
      const channel = (i % 3) as 0 | 1 | 2;
      const source = channels === 'rgb' ? i : i - channel + (2 - channel);
      input[i] = ((rgb[source] ?? 0) - mean[channel]) / std[channel];
    }
    const encodings = tf.tidy(() => {
      const answer = this.model.predict(tf.tensor4d(input, [count, inputSize, inputSize, 3]));
      if (!(answer instanceof tf.Tensor)) throw new Error('A recognition network has one output');
      return answer;
    });
    return take(encodings, count * dimension);
  }

  release(): Promise<void> {
    this.model.dispose();
    return Promise.resolve();
  }
}

/** What TensorFlow.js would fetch. */
async function readArtifacts(network: NetworkFile) {
  const { topology, weights } = await readNetwork(network);
  return {
    format: 'graph-model',
    modelTopology: topology,
    weightSpecs: weights.groups.flatMap(({ layout }) => layout.weights) as WeightSpecs,
    weightData: new Uint8Array(Buffer.concat(weights.groups.map(({ bytes }) => bytes))).buffer,
  };
}
