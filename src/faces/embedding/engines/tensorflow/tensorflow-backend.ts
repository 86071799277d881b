import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { firstLineOf } from '../../../../common/reason-of.js';

/** face-api and the TensorFlow.js that it was loaded with. */
export type FaceApi = typeof import('@vladmandic/face-api/dist/face-api.node-wasm.js');

export interface TensorflowBackend {
  faceapi: FaceApi;
  /** e.g. `tfjs-wasm 4.22.0` */
  runtime: string;
  /** Why the native backend is not the one that runs; null when it is. */
  nativeRefusal: string | null;
}

/**
 * `@tensorflow/tfjs-node` where it works, else WebAssembly. tfjs-node is optional: without install scripts its folder is
 * there without its binary, and on Node 23 and later it loads but its kernels fail (they call the removed
 * `util.isNullOrUndefined`), so a small computation decides.
 */
export async function loadTensorflow(): Promise<TensorflowBackend> {
  let nativeRefusal: string;
  try {
    return { ...(await loadNative()), nativeRefusal: null };
  } catch (error) {
    nativeRefusal = firstLineOf(error);
  }
  return { ...(await loadWasm()), nativeRefusal };
}

async function loadNative(): Promise<Omit<TensorflowBackend, 'nativeRefusal'>> {
  const faceapi = await import('@vladmandic/face-api/dist/face-api.node.js');
  await probe(faceapi);
  return { faceapi, runtime: `tfjs-node ${await tensorflowVersion()}` };
}

async function loadWasm(): Promise<Omit<TensorflowBackend, 'nativeRefusal'>> {
  const tf = await import('@tensorflow/tfjs');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${dirname(entry)}${sep}`);
  const faceapi = await import('@vladmandic/face-api/dist/face-api.node-wasm.js');
  if (!(await tf.setBackend('wasm')))
    throw new Error('The WebAssembly backend of TensorFlow.js cannot start');
  await probe(faceapi);
  return { faceapi, runtime: `tfjs-wasm ${await tensorflowVersion()}` };
}

async function probe({ tf }: FaceApi): Promise<void> {
  const three = tf.tidy(() =>
    tf.add(tf.matMul(tf.tensor2d([[1, 1]]), tf.tensor2d([[1], [1]])), tf.scalar(1)),
  );
  const [value] = await three.data();
  three.dispose();
  if (value !== 3) throw new Error(`TensorFlow.js computes 1·1 + 1·1 + 1 = ${value}`);
}

async function tensorflowVersion(): Promise<string> {
  const { version } = await import('@tensorflow/tfjs');
  return version.tfjs;
}
