import type { InferenceSession } from 'onnxruntime-node';
import type { InferenceSettings } from '../../inference-settings.js';
import {
  type DetectorInput,
  type FaceNetworks,
  LANDMARK_INPUT,
  type RawDetections,
} from '../face-networks.js';
import type { RecognitionNetwork } from '../recognition-network.js';
import { findWeights } from '../weights.js';
import { BuiltInRecognition } from './built-in-recognition.js';
import { detectorGraph, type Precision } from './detector-graph.js';
import { GraphModelRecognition } from './graph-model-recognition.js';
import { landmarkGraph } from './landmark-graph.js';
import { type Ort, runSession, valuesOf } from './onnx-session.js';
import { openGraph } from './open-graph.js';
import { PlugInNetwork } from './plug-in-network.js';
import type { RecognitionSession } from './recognition-session.js';
import { assertVnni } from './vnni.js';

/** face-api's weights as ONNX graphs on onnxruntime: several times faster than TensorFlow.js on the same core. */
export class OnnxNetworks implements FaceNetworks {
  readonly engine = 'onnx';
  readonly runtime: string;

  private constructor(
    private readonly ort: Ort,
    private readonly detector: InferenceSession,
    private readonly landmarker: InferenceSession,
    private readonly recognizer: RecognitionSession,
  ) {
    this.runtime = `onnxruntime-node ${ort.env.versions.node ?? 'unknown'}`;
  }

  /** @throws Error with one clear line, when weights or a plug-in network cannot be used */
  static async load(
    ort: Ort,
    { modelsPath, cachePath, detector }: InferenceSettings,
    recognition: RecognitionNetwork,
  ): Promise<OnnxNetworks> {
    const int8 = detector === 'ssd-int8';
    if (int8) await assertVnni();
    const precision: Precision = int8 ? 'int8' : 'float32';
    const detectorSession = await openGraph(ort, cachePath, {
      network: 'detector',
      folder: findWeights('detector', modelsPath),
      options: precision,
      build: (weights) => detectorGraph(weights, precision),
    });
    const landmarkSession = await openGraph(ort, cachePath, {
      network: 'landmarks',
      folder: findWeights('landmarks', modelsPath),
      options: '',
      build: landmarkGraph,
    });
    const recognizer = await loadRecognition(ort, cachePath, recognition);
    return new OnnxNetworks(ort, detectorSession, landmarkSession, recognizer);
  }

  async detect({ rgb, width, height }: DetectorInput): Promise<RawDetections> {
    const outputs = await runSession(this.ort, this.detector, rgb, [1, height, width, 3]);
    return {
      size: { width, height },
      boxEncodings: valuesOf(outputs, 'boxEncodings'),
      faceLogits: valuesOf(outputs, 'faceLogits'),
    };
  }

  async landmarks(rgb: Float32Array, count: number): Promise<Float32Array> {
    const shape = [count, LANDMARK_INPUT, LANDMARK_INPUT, 3];
    return valuesOf(await runSession(this.ort, this.landmarker, rgb, shape), 'points');
  }

  describe(rgb: Float32Array, count: number): Promise<Float32Array> {
    return this.recognizer.describe(rgb, count);
  }

  async dispose(): Promise<void> {
    await Promise.all([this.detector, this.landmarker, this.recognizer].map((session) => session.release()));
  }
}

function loadRecognition(
  ort: Ort,
  cachePath: string,
  recognition: RecognitionNetwork,
): Promise<RecognitionSession> {
  switch (recognition.network.format) {
    case 'face-api':
      return BuiltInRecognition.load(ort, cachePath, recognition);
    case 'tfjs':
      return GraphModelRecognition.load(ort, cachePath, recognition);
    case 'onnx':
      return PlugInNetwork.load(ort, recognition);
  }
}
