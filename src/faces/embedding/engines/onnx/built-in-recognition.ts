import { dirname } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { assertBuiltIn, type RecognitionNetwork } from '../recognition-network.js';
import { type Ort, runSession, valuesOf } from './onnx-session.js';
import { openGraph } from './open-graph.js';
import { recognitionGraph } from './recognition-graph.js';
import type { RecognitionSession } from '../face-networks.js';

/** face-api's recognition network; its graph takes interleaved pixels and normalises them itself. */
export class BuiltInRecognition implements RecognitionSession {
  private constructor(
    private readonly ort: Ort,
    private readonly session: InferenceSession,
    private readonly recognition: RecognitionNetwork,
  ) {}

  /** @throws RecognitionModelError when the manifest describes another network */
  static async load(
    ort: Ort,
    cachePath: string,
    recognition: RecognitionNetwork,
  ): Promise<BuiltInRecognition> {
    assertBuiltIn(recognition);
    const { network, mean, std } = recognition;
    const session = await openGraph(ort, cachePath, {
      network: 'recognition',
      folder: dirname(network.path),
      options: JSON.stringify({ mean, std }),
      build: (weights) => recognitionGraph(weights, recognition),
    });
    return new BuiltInRecognition(ort, session, recognition);
  }

  async encode(rgb: Float32Array, count: number): Promise<Float32Array> {
    const { inputSize } = this.recognition;
    const outputs = await runSession(this.ort, this.session, rgb, [count, inputSize, inputSize, 3]);
    return valuesOf(outputs, 'descriptors');
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
