import type { InferenceSettings } from '../inference-settings.js';
import { DETECTOR_INPUT, type FaceNetworks, LANDMARK_INPUT } from './face-networks.js';
import type { RecognitionNetworkSpec } from './recognition-network-spec.js';
import { TensorflowNetworks } from './tensorflow/tensorflow-networks.js';

export interface LoadedNetworks {
  networks: FaceNetworks;
  /** Why `auto` did not take the onnx engine, one line for the log; null when there was no fallback. */
  fallbackReason: string | null;
}

/**
 * Loads the networks on the engine that the settings ask for and warms them up, so that the first photo is not slow.
 * @throws Error with one clear line, when weights, the plug-in network or the engine cannot be used
 */
export async function loadNetworks(
  settings: InferenceSettings,
  recognition: RecognitionNetworkSpec,
): Promise<LoadedNetworks> {
  const networks = await TensorflowNetworks.load(settings.modelsPath, recognition);
  await warmUp(networks, recognition);
  return { networks, fallbackReason: null };
}

/** One run of each network on grey images: kernels are compiled, buffers allocated, shapes proven. */
async function warmUp(networks: FaceNetworks, recognition: RecognitionNetworkSpec): Promise<void> {
  const grey = (size: number, count: number): Float32Array =>
    new Float32Array(size * size * 3 * count).fill(128);
  await networks.detect(grey(DETECTOR_INPUT, 1));
  await networks.landmarks(grey(LANDMARK_INPUT, 1), 1);
  await networks.describe(grey(recognition.inputSize, 2), 2);
}
