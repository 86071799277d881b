/** One engine in a process of its own; it measures, `worker-process.ts` asks. */
import { reasonOf } from '../../src/common/reason-of.js';
import {
  DETECTOR_INPUT,
  type FaceNetworks,
  LANDMARK_INPUT,
} from '../../src/faces/embedding/engines/face-networks.js';
import { loadNetworks } from '../../src/faces/embedding/engines/load-networks.js';
import type { InferenceSettings } from '../../src/faces/embedding/inference-settings.js';
import { loadRecognitionModel } from '../../src/faces/embedding/models/load-model.js';
import type { RecognitionModel } from '../../src/faces/embedding/models/recognition-model.js';
import { FacePipeline } from '../../src/faces/embedding/pipeline/face-pipeline.js';
import { matmulPeak, noise } from './matmul-peak.js';
import type { BenchReply, BenchRequest, Cost, NetworkCosts } from './protocol.js';

interface Engine {
  pipeline: FacePipeline;
  settings: InferenceSettings;
}

interface Networks {
  networks: FaceNetworks;
  recognition: RecognitionModel;
}

let engine: Engine | undefined;
/** Opened when first asked for: the pipeline has its own, and its memory is measured before. */
let networks: Networks | undefined;
let peak: (() => Promise<number>) | undefined;

async function answer(request: BenchRequest): Promise<unknown> {
  switch (request.call) {
    case 'load':
      if (request.refuseTfjsNode) refuseTfjsNode();
      engine = { pipeline: await FacePipeline.create(request.settings), settings: request.settings };
      return { runtime: engine.pipeline.runtime };
    case 'boxes': {
      const { faces } = await loaded().pipeline.analyze(request.photo, 'detect');
      return faces.map(({ box }) => box);
    }
    case 'encode': {
      const { pipeline } = loaded();
      let encoding: Float32Array | null = null;
      const cost = await timed(async () => {
        ({ encoding } = await pipeline.analyze(request.photo, 'encode'));
      });
      return { cost, encoding, rssBytes: process.memoryUsage.rss() };
    }
    case 'networks':
      networks ??= await open(loaded().settings);
      return networkCosts(networks);
    case 'peak':
      peak ??= await matmulPeak();
      return peak();
  }
}

function loaded(): Engine {
  if (!engine) throw new Error('load comes first');
  return engine;
}

async function open(settings: InferenceSettings): Promise<Networks> {
  const recognition = await loadRecognitionModel(settings.model, settings.modelsPath);
  const { networks: opened } = await loadNetworks(settings, recognition);
  return { networks: opened, recognition };
}

async function networkCosts({ networks: opened, recognition }: Networks): Promise<NetworkCosts> {
  const pixels = (side: number, count: number): Float32Array => noise(side * side * 3 * count, 256);
  const [picture, face, chips] = [
    pixels(DETECTOR_INPUT, 1),
    pixels(LANDMARK_INPUT, 1),
    pixels(recognition.inputSize, 2),
  ];
  return {
    detector: await timed(() =>
      opened.detect({ rgb: picture, width: DETECTOR_INPUT, height: DETECTOR_INPUT }),
    ),
    landmarks: await timed(() => opened.landmarks(face, 1)),
    recognition: await timed(() => opened.encode(chips, 2)),
  };
}

async function timed(run: () => Promise<unknown>): Promise<Cost> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await run();
  const { user, system } = process.cpuUsage(before);
  return { wallMs: performance.now() - start, cpuMs: (user + system) / 1000 };
}

/** Makes the engine take WebAssembly on a machine where tfjs-node would load, so that both can be compared. */
function refuseTfjsNode(): void {
  const open = process.dlopen.bind(process);
  process.dlopen = (target: object, file: string, flags?: number): void => {
    if (file.includes('tfjs_binding')) throw new Error('refused by the benchmark');
    if (flags === undefined) open(target, file);
    else open(target, file, flags);
  };
}

process.on('message', (request: BenchRequest) => {
  const send = (reply: BenchReply): void => void process.send?.(reply);
  answer(request).then(
    (value) => send({ value }),
    (error: unknown) => send({ error: reasonOf(error) }),
  );
});
