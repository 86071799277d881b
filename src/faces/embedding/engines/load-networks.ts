import { firstLineOf } from '../../../common/reason-of.js';
import type { InferenceSettings } from '../inference-settings.js';
import { DETECTOR_INPUT, type FaceNetworks, LANDMARK_INPUT } from './face-networks.js';
import { OnnxNetworks } from './onnx/onnx-networks.js';
import { importOrt, type Ort } from './onnx/onnx-session.js';
import type { RecognitionNetwork } from './recognition-network.js';
import { TensorflowNetworks } from './tensorflow/tensorflow-networks.js';

export interface LoadedNetworks {
  networks: FaceNetworks;
  /** Which faster runtimes could not load and why, one line for the log; null when there was no fallback. */
  fallbackReason: string | null;
}

/**
 * Loads the networks on the engine that the settings ask for and warms them up, so that the first photo is not slow.
 * `auto` is onnx, and tensorflow only where the native library of onnxruntime cannot load.
 * @throws Error with one clear line, when weights, the plug-in network or the engine cannot be used
 */
export async function loadNetworks(
  settings: InferenceSettings,
  recognition: RecognitionNetwork,
): Promise<LoadedNetworks> {
  const { networks, fallbackReason } = await selectEngine(settings, recognition);
  await warmUp(networks, recognition);
  return { networks, fallbackReason };
}

async function selectEngine(
  settings: InferenceSettings,
  recognition: RecognitionNetwork,
): Promise<LoadedNetworks> {
  if (settings.engine === 'tensorflow') {
    return loadTensorflowNetworks(settings, recognition);
  }
  let ort: Ort;
  try {
    ort = await importOrt();
  } catch (error) {
    const reason = `onnxruntime-node cannot load: ${firstLineOf(error)}`;
    if (settings.engine === 'onnx') throw new Error(reason, { cause: error });
    const { networks, fallbackReason } = await loadTensorflowNetworks(settings, recognition);
    return { networks, fallbackReason: [reason, fallbackReason ?? []].flat().join('; ') };
  }
  return { networks: await OnnxNetworks.load(ort, settings, recognition), fallbackReason: null };
}

async function loadTensorflowNetworks(
  settings: InferenceSettings,
  recognition: RecognitionNetwork,
): Promise<LoadedNetworks> {
  const networks = await TensorflowNetworks.load(settings.modelsPath, recognition);
  const { nativeRefusal } = networks;
  return {
    networks,
    fallbackReason: nativeRefusal === null ? null : `tfjs-node cannot load: ${nativeRefusal}`,
  };
}

/** One run of each network on grey images: kernels are compiled, buffers allocated, shapes proven. */
async function warmUp(networks: FaceNetworks, recognition: RecognitionNetwork): Promise<void> {
  const grey = (size: number, count: number): Float32Array =>
    new Float32Array(size * size * 3 * count).fill(128);
  await networks.detect({ rgb: grey(DETECTOR_INPUT, 1), width: DETECTOR_INPUT, height: DETECTOR_INPUT });
  await networks.landmarks(grey(LANDMARK_INPUT, 1), 1);
  await networks.encode(grey(recognition.inputSize, 2), 2);
}
