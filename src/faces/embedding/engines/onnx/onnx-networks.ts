import type { InferenceSession } from 'onnxruntime-node';
import type { InferenceSettings } from '../../inference-settings.js';
import type { PassiveFile } from '../../models/passive-files.js';
import {
  type DetectorInput,
  type DetectorLevels,
  type FaceNetworks,
  LANDMARK_INPUT,
  type PassiveSession,
  type RawDetections,
  type RecognitionSession,
} from '../face-networks.js';
import type { RecognitionNetwork } from '../recognition-network.js';
import { findWeights, type NetworkName, type NetworkWeights } from '../weights.js';
import { BuiltInRecognition } from './built-in-recognition.js';
import { coarseDetectorGraph, fineDetectorGraph } from './detector-graph.js';
import { GraphModelRecognition } from './graph-model-recognition.js';
import { landmarkGraph } from './landmark-graph.js';
import { type Ort, runSession, valuesOf } from './onnx-session.js';
import { openGraph } from './open-graph.js';
import { PassiveNetwork } from './passive-network.js';
import { PlugInNetwork } from './plug-in-network.js';

/** face-api's weights as ONNX graphs on onnxruntime: several times faster than TensorFlow.js on the same core. */
export class OnnxNetworks implements FaceNetworks {
  readonly engine = 'onnx';
  readonly runtime: string;
  readonly glances = true;

  private constructor(
    private readonly ort: Ort,
    private readonly fineDetector: InferenceSession,
    private readonly coarseDetector: InferenceSession,
    private readonly landmarker: InferenceSession,
    private readonly recognizer: RecognitionSession,
    private readonly cachePath: string,
  ) {
    this.runtime = `onnxruntime-node ${ort.env.versions.node ?? 'unknown'}`;
  }

  /** @throws Error with one clear line, when weights or a plug-in network cannot be used */
  static async load(
    ort: Ort,
    { modelsPath, cachePath }: InferenceSettings,
    recognition: RecognitionNetwork,
  ): Promise<OnnxNetworks> {
    const open = (
      network: NetworkName,
      options: string,
      build: (weights: NetworkWeights) => Uint8Array,
    ): Promise<InferenceSession> =>
      openGraph(ort, cachePath, {
        network,
        folder: findWeights(network, modelsPath),
        options,
        build,
      });
    const fine = await open('detector', 'fine', fineDetectorGraph);
    const coarse = await open('detector', 'coarse', coarseDetectorGraph);
    const landmarks = await open('landmarks', '', landmarkGraph);
    const recognizer = await loadRecognition(ort, cachePath, recognition);
    return new OnnxNetworks(ort, fine, coarse, landmarks, recognizer, cachePath);
  }

  async detect(
    { rgb, width, height }: DetectorInput,
    levels: DetectorLevels = 'all',
  ): Promise<RawDetections> {
    const fine = await runSession(this.ort, this.fineDetector, rgb, [1, height, width, 3]);
    const parts = [fine];
    const { features } = fine;
    if (levels === 'all' && features)
      parts.push(await runSession(this.ort, this.coarseDetector, features.data, features.shape));
    const joined = (name: string) => concatenated(parts.map((part) => valuesOf(part, name)));
    return {
      size: { width, height },
      boxEncodings: joined('boxEncodings'),
      faceLogits: joined('faceLogits'),
    };
  }

  async landmarks(rgb: Float32Array, count: number): Promise<Float32Array> {
    const shape = [count, LANDMARK_INPUT, LANDMARK_INPUT, 3];
    return valuesOf(await runSession(this.ort, this.landmarker, rgb, shape), 'points');
  }

  encode(rgb: Float32Array, count: number): Promise<Float32Array> {
    return this.recognizer.encode(rgb, count);
  }

  openRecognition(recognition: RecognitionNetwork): Promise<RecognitionSession> {
    return loadRecognition(this.ort, this.cachePath, recognition);
  }

  openPassive(file: PassiveFile): Promise<PassiveSession> {
    return PassiveNetwork.load(this.ort, this.cachePath, file);
  }

  async dispose(): Promise<void> {
    const { fineDetector, coarseDetector, landmarker, recognizer } = this;
    const sessions = [fineDetector, coarseDetector, landmarker, recognizer];
    await Promise.all(sessions.map((session) => session.release()));
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

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
