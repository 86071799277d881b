import type { InferenceSession } from 'onnxruntime-node';
import type { InferenceSettings } from '../../inference-settings.js';
import { DETECTOR_INPUT, type FaceNetworks, LANDMARK_INPUT, type RawDetections } from '../face-networks.js';
import { assertBuiltIn, type RecognitionNetworkSpec } from '../recognition-network-spec.js';
import { decodeWeights, type NetworkName, type NetworkWeights, readWeightFiles } from '../weights.js';
import { detectorGraph } from './detector-graph.js';
import { cachedGraph } from './graph-cache.js';
import { landmarkGraph } from './landmark-graph.js';
import { openSession, type Ort, runSession } from './onnx-session.js';
import { recognitionGraph } from './recognition-graph.js';

interface Sessions {
  detector: InferenceSession;
  landmarks: InferenceSession;
  recognition: InferenceSession;
}

/** face-api's weights as ONNX graphs on onnxruntime: several times faster than TensorFlow.js on the same core. */
export class OnnxNetworks implements FaceNetworks {
  readonly engine = 'onnx';
  readonly runtime: string;

  private constructor(
    private readonly ort: Ort,
    private readonly sessions: Sessions,
    private readonly recognition: RecognitionNetworkSpec,
  ) {
    this.runtime = `onnxruntime-node ${ort.env.versions.node ?? 'unknown'}`;
  }

  static async load(
    ort: Ort,
    settings: InferenceSettings,
    recognition: RecognitionNetworkSpec,
  ): Promise<OnnxNetworks> {
    assertBuiltIn(recognition);
    const open = async (
      network: NetworkName,
      options: string,
      build: (weights: NetworkWeights) => Uint8Array,
    ): Promise<InferenceSession> => {
      const files = await readWeightFiles(network, settings.modelsPath);
      const key = `${files.sha256} ${options}`;
      return openSession(
        ort,
        await cachedGraph(settings.cachePath, network, key, () => build(decodeWeights(files))),
      );
    };
    const { mean, std } = recognition;
    const sessions = {
      detector: await open('detector', '', detectorGraph),
      landmarks: await open('landmarks', '', landmarkGraph),
      recognition: await open('recognition', JSON.stringify({ mean, std }), (weights) =>
        recognitionGraph(weights, recognition),
      ),
    };
    return new OnnxNetworks(ort, sessions, recognition);
  }

  async detect(rgb: Float32Array): Promise<RawDetections> {
    const shape = [1, DETECTOR_INPUT, DETECTOR_INPUT, 3];
    const outputs = await runSession(this.ort, this.sessions.detector, rgb, shape);
    return { boxEncodings: valuesOf(outputs, 'boxEncodings'), faceLogits: valuesOf(outputs, 'faceLogits') };
  }

  async landmarks(rgb: Float32Array, count: number): Promise<Float32Array> {
    const shape = [count, LANDMARK_INPUT, LANDMARK_INPUT, 3];
    return valuesOf(await runSession(this.ort, this.sessions.landmarks, rgb, shape), 'points');
  }

  async describe(rgb: Float32Array, count: number): Promise<Float32Array> {
    const { inputSize } = this.recognition;
    const shape = [count, inputSize, inputSize, 3];
    return valuesOf(await runSession(this.ort, this.sessions.recognition, rgb, shape), 'descriptors');
  }

  async dispose(): Promise<void> {
    await Promise.all(
      Object.values<InferenceSession>({ ...this.sessions }).map((session) => session.release()),
    );
  }
}

function valuesOf(outputs: Record<string, { data: Float32Array }>, name: string): Float32Array {
  const output = outputs[name];
  if (!output) throw new Error(`The graph has no output "${name}"`);
  return output.data;
}
