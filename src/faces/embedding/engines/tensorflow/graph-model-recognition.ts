import type { GraphModel } from '@tensorflow/tfjs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { firstLineOf } from '../../../../common/reason-of.js';
import { RecognitionModelError } from '../../models/recognition-model.js';
import type { RecognitionNetwork } from '../recognition-network.js';
import type { TensorflowRecognition } from './tensorflow-networks.js';
import { take } from './tensors.js';

type Tfjs = typeof import('@tensorflow/tfjs');

/** A graph model as TensorFlow.js itself runs it, on the backend that face-api's networks run on. */
export class GraphModelRecognition implements TensorflowRecognition {
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
      const model = await tf.loadGraphModel(tf.io.fromMemory(await readArtifacts(network.path)));
      return new GraphModelRecognition(tf, model, recognition);
    } catch (error) {
      throw new RecognitionModelError(name, `${network.path}: ${firstLineOf(error)}`);
    }
  }

  async describe(rgb: Float32Array, count: number): Promise<Float32Array> {
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

  dispose(): void {
    this.model.dispose();
  }
}

/** What TensorFlow.js would fetch. */
async function readArtifacts(path: string) {
  const { modelTopology, weightsManifest, ...rest } = JSON.parse(await readFile(path, 'utf8')) as {
    modelTopology: object;
    weightsManifest: { paths: string[]; weights: [] }[];
  };
  const shards = await Promise.all(
    weightsManifest.flatMap(({ paths }) => paths.map((shard) => readFile(join(dirname(path), shard)))),
  );
  return {
    ...rest,
    modelTopology,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(Buffer.concat(shards)).buffer,
  };
}
