import { dirname } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import type { InferenceSettings } from '../../inference-settings.js';
import { DETECTOR_INPUT, type FaceNetworks, LANDMARK_INPUT, type RawDetections } from '../face-networks.js';
import { assertBuiltIn, type RecognitionNetwork } from '../recognition-network.js';
import {
  decodeWeights,
  findWeights,
  type NetworkName,
  type NetworkWeights,
  readWeightFiles,
} from '../weights.js';
import { BuiltInRecognition } from './built-in-recognition.js';
import { detectorGraph } from './detector-graph.js';
import { cachedGraph } from './graph-cache.js';
import { landmarkGraph } from './landmark-graph.js';
import { openSession, type Ort, runSession, valuesOf } from './onnx-session.js';
import { PlugInNetwork } from './plug-in-network.js';
import { recognitionGraph } from './recognition-graph.js';
import type { RecognitionSession } from './recognition-session.js';

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
    { modelsPath, cachePath }: InferenceSettings,
    recognition: RecognitionNetwork,
  ): Promise<OnnxNetworks> {
    const open = async (
      network: NetworkName,
      folder: string,
      build: (weights: NetworkWeights) => Uint8Array,
      options = '',
    ): Promise<InferenceSession> => {
      const files = await readWeightFiles(network, folder);
      const key = `${files.sha256} ${options}`;
      return openSession(ort, await cachedGraph(cachePath, network, key, () => build(decodeWeights(files))));
    };
    const openRecognition = async (): Promise<RecognitionSession> => {
      const { network, mean, std } = recognition;
      if (network.format === 'onnx') return PlugInNetwork.load(ort, recognition);
      assertBuiltIn(recognition);
      const build = (weights: NetworkWeights): Uint8Array => recognitionGraph(weights, recognition);
      const session = await open('recognition', dirname(network.path), build, JSON.stringify({ mean, std }));
      return new BuiltInRecognition(ort, session, recognition);
    };
    return new OnnxNetworks(
      ort,
      await open('detector', findWeights('detector', modelsPath), detectorGraph),
      await open('landmarks', findWeights('landmarks', modelsPath), landmarkGraph),
      await openRecognition(),
    );
  }

  async detect(rgb: Float32Array): Promise<RawDetections> {
    const outputs = await runSession(this.ort, this.detector, rgb, [1, DETECTOR_INPUT, DETECTOR_INPUT, 3]);
    return { boxEncodings: valuesOf(outputs, 'boxEncodings'), faceLogits: valuesOf(outputs, 'faceLogits') };
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
