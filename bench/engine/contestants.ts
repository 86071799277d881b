import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.js';
import type { Engine } from '../../src/config/inference-choices.js';
import type { BenchAnswers, BenchRequest } from './protocol.js';
import { PythonWorker } from './python-worker.js';
import { WorkerProcess } from './worker-process.js';

/** Always there, and what the ratios are against. */
export const BASELINE = 'tfjs-wasm';
/** The first engine with the network of all TensorFlow.js ones. */
export const REFERENCE = 'onnx, face-api';

/** One engine with one recognition network, in a process of its own. */
export interface Contestant {
  name: string;
  runtime: string;
  encode(photo: Uint8Array): Promise<BenchAnswers['encode']>;
  /** Undefined: it cannot be asked for its networks one by one. */
  ask?: <Request extends BenchRequest>(request: Request) => Promise<BenchAnswers[Request['call']]>;
  stop(): void;
}

interface Variant {
  name: string;
  engine: Engine;
  model: string;
  refuseTfjsNode?: boolean;
}

const VARIANTS: readonly Variant[] = [
  { name: 'onnx, mobilefacenet', engine: 'onnx', model: 'mobilefacenet' },
  { name: REFERENCE, engine: 'onnx', model: 'face-api' },
  { name: 'tfjs-node', engine: 'tensorflow', model: 'face-api' },
  { name: BASELINE, engine: 'tensorflow', model: 'face-api', refuseTfjsNode: true },
];

/** @param python an interpreter; where it has no `face_recognition`, that is left out */
export async function openContestants(python: string): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  for (const variant of VARIANTS) {
    const contestant = await openEngine(variant);
    // Without its binary the native entry is the WebAssembly one once more.
    if (variant.name === 'tfjs-node' && !contestant.runtime.startsWith('tfjs-node')) {
      contestant.stop();
      console.log(`tfjs-node does not load here (${contestant.runtime} runs instead): left out.`);
    } else {
      contestants.push(contestant);
    }
  }
  const opened = await PythonWorker.open(python);
  if (opened === null) {
    console.log(`${python} has no face_recognition: left out.`);
    return contestants;
  }
  const { worker, runtime } = opened;
  const encode = (photo: Uint8Array) => worker.encode(photo);
  return [...contestants, { name: 'face_recognition', runtime, encode, stop: () => worker.stop() }];
}

async function openEngine({ name, engine, model, refuseTfjsNode = false }: Variant): Promise<Contestant> {
  const worker = new WorkerProcess();
  const settings = {
    engine,
    model,
    modelsPath: join(packageRoot, 'models'),
    cachePath: join(packageRoot, '.cache'),
  };
  const { runtime } = await worker.ask({ call: 'load', settings, refuseTfjsNode });
  return {
    name,
    runtime,
    encode: (photo) => worker.ask({ call: 'encode', photo }),
    ask: (request) => worker.ask(request),
    stop: () => worker.stop(),
  };
}
