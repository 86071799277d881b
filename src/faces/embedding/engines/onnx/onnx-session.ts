import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';

export type Ort = typeof import('onnxruntime-node');

/** @throws Error where the runtime's native library cannot load (no binary for the platform, an old libstdc++ …) */
export function importOrt(): Promise<Ort> {
  return import('onnxruntime-node');
}

/**
 * Preparing a graph means to fuse its nodes and to bring its weights into the layout of this processor: it is to be done
 * `now`, or also saved in a folder, or is `done` in the file that is opened.
 */
export type Preparation = 'now' | 'done' | { saveTo: string };

/** The files of a saved preparation; the weights are mapped into memory, so that all processes share them. */
export const PREPARED_GRAPH = 'graph.onnx';
const MAPPED_WEIGHTS = {
  optimized_model_external_initializers_file_name: 'weights.bin',
  // Smaller constants stay in the graph, where shapes can be worked out from them.
  optimized_model_external_initializers_min_size_in_bytes: '1024',
};

/**
 * One thread per session: throughput comes from several processes, and a second thread would take the core that the next
 * process needs.
 */
export function openSession(
  ort: Ort,
  model: string | Uint8Array,
  preparation: Preparation = 'now',
): Promise<InferenceSession> {
  const folder = typeof preparation === 'object' ? preparation.saveTo : null;
  const options: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: preparation === 'done' ? 'disabled' : 'all',
    // Buffers come from malloc and go back to it one by one (`memory-settings.ts`): an arena keeps those of the largest run for each
    // session, a pattern is one block for all that a run needs.
    enableCpuMemArena: false,
    enableMemPattern: false,
    // Errors only: its warnings are about devices that an inference process does not use.
    logSeverityLevel: 3,
    ...(folder !== null && { optimizedModelFilePath: join(folder, PREPARED_GRAPH) }),
    extra: {
      session: { intra_op: { allow_spinning: '0' }, ...(folder !== null && MAPPED_WEIGHTS) },
    },
  };
  return typeof model === 'string'
    ? ort.InferenceSession.create(model, options)
    : ort.InferenceSession.create(model, options);
}

export type Outputs = Record<string, { data: Float32Array; shape: readonly number[] }>;

/** Runs a network of one input. @returns its outputs by name @throws Error when one is not float32 */
export async function runSession(
  ort: Ort,
  session: InferenceSession,
  data: Float32Array,
  shape: readonly number[],
): Promise<Outputs> {
  const input = session.inputNames[0] ?? '';
  const outputs = await session.run({ [input]: new ort.Tensor('float32', data, shape) });
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data: values, dims }]) => {
      if (!(values instanceof Float32Array)) throw new Error(`its output "${name}" is not float32`);
      return [name, { data: values, shape: dims }];
    }),
  );
}

export function valuesOf(outputs: Outputs, name: string): Float32Array {
  const output = outputs[name];
  if (!output) throw new Error(`The graph has no output "${name}"`);
  return output.data;
}
