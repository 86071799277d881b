import type { InferenceSession } from 'onnxruntime-node';
import type { RecognitionNetwork } from '../recognition-network.js';
import { type Ort, runSession, valuesOf } from './onnx-session.js';
import type { RecognitionSession } from './recognition-session.js';

/** face-api's recognition network; its graph takes interleaved pixels and normalises them itself. */
export class BuiltInRecognition implements RecognitionSession {
  constructor(
    private readonly ort: Ort,
    private readonly session: InferenceSession,
    private readonly recognition: RecognitionNetwork,
  ) {}

  async describe(rgb: Float32Array, count: number): Promise<Float32Array> {
    const { inputSize } = this.recognition;
    const outputs = await runSession(this.ort, this.session, rgb, [count, inputSize, inputSize, 3]);
    return valuesOf(outputs, 'descriptors');
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
