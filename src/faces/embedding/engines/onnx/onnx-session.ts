import type { InferenceSession } from 'onnxruntime-node';

export type Ort = typeof import('onnxruntime-node');

/** @throws Error where the runtime's native library cannot load (no binary for the platform, an old libstdc++ …) */
export function importOrt(): Promise<Ort> {
  return import('onnxruntime-node');
}

/**
 * One thread per session: throughput comes from several processes, and a second thread would take the core that the next
 * process needs.
 */
export function openSession(ort: Ort, model: string | Uint8Array): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // Errors only: its warnings are about devices that an inference process does not use.
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
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
