import { decodeWeights, type NetworkName, readWeightFiles } from '../weights.js';
import type { FaceApi } from './tensorflow-backend.js';

/** Square images one after the other as face-api's input. @param rgb count x size² x 3 */
export function imageBatch({ tf, NetInput }: FaceApi, rgb: Float32Array, count: number, size: number) {
  const stride = size * size * 3;
  const images = Array.from({ length: count }, (_, i) =>
    tf.tensor3d(rgb.subarray(i * stride, (i + 1) * stride), [size, size, 3]),
  );
  return new NetInput(images, true);
}

/** face-api's weights as the tensors that its networks are loaded from. */
export async function weightMap({ tf }: FaceApi, network: NetworkName, folder: string) {
  const { tensors } = decodeWeights(await readWeightFiles(network, folder));
  return Object.fromEntries([...tensors].map(([name, { shape, data }]) => [name, tf.tensor(data, shape)]));
}

/** A network's answer; its tensor is disposed of. @throws Error when it is not `length` numbers */
export async function take(
  tensor: { data(): Promise<Float32Array | Int32Array | Uint8Array>; dispose(): void },
  length: number,
): Promise<Float32Array> {
  const data = await tensor.data();
  tensor.dispose();
  if (!(data instanceof Float32Array) || data.length !== length) {
    throw new Error(`A network answered ${data.length} numbers instead of ${length}`);
  }
  return data;
}
