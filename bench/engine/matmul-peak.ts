import { OnnxGraph } from '../../src/faces/embedding/engines/onnx/onnx-graph.js';
import { importOrt, openSession, runSession } from '../../src/faces/embedding/engines/onnx/onnx-session.js';

/** Large enough that memory does not limit it, small enough to stay in the cache. */
const SIDE = 768;
const FLOPS = 2 * SIDE ** 3;

/** @returns a function that multiplies two float32 matrices on one thread and answers GFLOP per second of processor time */
export async function matmulPeak(): Promise<() => Promise<number>> {
  const graph = new OnnxGraph('matmul');
  const right = graph.constant(noise(SIDE * SIDE), [SIDE, SIDE]);
  graph.output('product', graph.node('MatMul', [graph.input('left', [SIDE, SIDE]), right]), [SIDE, SIDE]);
  const ort = await importOrt();
  const session = await openSession(ort, graph.encode());
  const left = noise(SIDE * SIDE);
  return async () => {
    const start = process.cpuUsage();
    await runSession(ort, session, left, [SIDE, SIDE]);
    const { user, system } = process.cpuUsage(start);
    return FLOPS / 1000 / (user + system);
  };
}

export function noise(length: number, scale = 1): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * 7919) % 256) * (scale / 256));
}
