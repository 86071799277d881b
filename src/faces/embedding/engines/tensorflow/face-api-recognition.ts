import { dirname } from 'node:path';
import { assertBuiltIn, FACE_API_MEAN, type RecognitionNetwork } from '../recognition-network.js';
import type { FaceApi } from './tensorflow-backend.js';
import type { RecognitionSession } from '../face-networks.js';
import { imageBatch, take, weightMap } from './tensors.js';

/** face-api divides the mean-free pixels by 255. */
const FACE_API_STD = 255;

/** face-api's recognition network as face-api runs it. */
export class FaceApiRecognition implements RecognitionSession {
  private constructor(
    private readonly faceapi: FaceApi,
    private readonly network: InstanceType<FaceApi['FaceRecognitionNet']>,
    private readonly recognition: RecognitionNetwork,
  ) {}

  /** @throws RecognitionModelError when the manifest describes another network */
  static async load(faceapi: FaceApi, recognition: RecognitionNetwork): Promise<FaceApiRecognition> {
    assertBuiltIn(recognition);
    const network = new faceapi.FaceRecognitionNet();
    network.loadFromWeightMap(await weightMap(faceapi, 'recognition', dirname(recognition.network.path)));
    return new FaceApiRecognition(faceapi, network, recognition);
  }

  async encode(rgb: Float32Array, count: number): Promise<Float32Array> {
    const { tf } = this.faceapi;
    const { inputSize, dimension, mean, std } = this.recognition;
    // face-api normalises inside its forward pass; this makes its (x' − mean) / 255 equal to our (x − mean) / std.
    const rescaled = new Float32Array(rgb.length);
    for (let i = 0; i < rgb.length; i++) {
      const channel = (i % 3) as 0 | 1 | 2;
      rescaled[i] = ((rgb[i] ?? 0) - mean[channel]) * (FACE_API_STD / std[channel]) + FACE_API_MEAN[channel];
    }
    const descriptors = tf.tidy(() =>
      this.network.forwardInput(imageBatch(this.faceapi, rescaled, count, inputSize)),
    );
    return take(descriptors, count * dimension);
  }

  release(): Promise<void> {
    this.network.dispose();
    return Promise.resolve();
  }
}
