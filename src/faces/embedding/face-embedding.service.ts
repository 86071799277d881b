import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
  Optional,
} from '@nestjs/common';
import type { AppError } from '../../common/app-error.js';
import { measured } from '../../common/operations.js';
import { compiledSources, packageRoot } from '../../config/package-root.js';
import type { Reservation } from './inference/admission.js';
import { type InferenceAbout, readAbout, readAnalysis } from './inference/answer-schema.js';
import { INFERENCE_OPTIONS, type InferenceOptions } from './inference/inference-options.js';
import {
  INFERENCE_OBSERVER,
  type InferenceEvent,
  type InferenceObserver,
} from './inference/inference-observer.js';
import { HEAP_ARGUMENTS } from './inference/memory-settings.js';
import { isolationArguments } from './inference/isolation.js';
import { defaultWorkerCount } from './inference/worker-count.js';
import type { Party } from './inference/party.js';
import { WorkerPool } from './inference/worker-pool.js';
import type { AnalysisKind, PhotoAnalysis } from './photo-analysis.js';

/** Loading takes about a second; converting the weights on the first start and a slow disk take longer. */
const START_TIMEOUT_MS = 60_000;
/** The server has ended all requests before; what is still at work has no client any more. */
const DRAIN_MS = 2_000;

interface AnalysisJob {
  photo: Uint8Array;
  kind: AnalysisKind;
  /** Of a group: the first face of this job. */
  from: number;
}

/** The state of the inference processes. Everything that `InferenceAbout` says is undefined until one is loaded. */
export interface InferenceStatus extends Partial<InferenceAbout> {
  ready: boolean;
  workers: { alive: number; wanted: number; restarts: number; rssBytes: number; pids: number[] };
  queueDepth: number;
  queueLimit: number;
  inFlight: number;
  shed: number;
}

/** Faces and encodings of photographs, worked out in supervised processes that get nothing but the bytes. */
@Injectable()
export class FaceEmbeddingService implements OnModuleInit, OnApplicationShutdown {
  readonly #wanted: number;
  readonly #pool: WorkerPool<AnalysisJob, PhotoAnalysis, InferenceAbout>;
  readonly #logger = new Logger(FaceEmbeddingService.name);
  readonly #started: Promise<InferenceAbout>;

  constructor(
    @Inject(INFERENCE_OPTIONS) options: InferenceOptions,
    @Optional() @Inject(INFERENCE_OBSERVER) private readonly observe: InferenceObserver = () => undefined,
  ) {
    this.#wanted = options.workers ?? defaultWorkerCount();
    this.#pool = new WorkerPool(
      {
        modulePath: join(compiledSources, 'faces', 'embedding', 'inference', 'inference-process.js'),
        cwd: packageRoot,
        execArgv: [...HEAP_ARGUMENTS, ...isolation(options)],
        settings: options.settings,
        workers: this.#wanted,
        queueMax: options.queueMax,
        rssMaxBytes: options.rssMaxBytes,
        jobTimeoutMs: options.timeoutMs,
        startTimeoutMs: START_TIMEOUT_MS,
        readAbout,
        readAnswer: readAnalysis,
      },
      (event) => {
        this.#log(event);
        this.observe(event);
      },
    );
    // The networks load while the database connects; whoever waits for them gets the failure.
    this.#started = this.#pool.fleet.start();
    this.#started.catch(() => undefined);
  }

  /** The application starts to listen only after the networks are loaded and warmed. */
  async onModuleInit(): Promise<void> {
    const { engine, runtime, model, fallbackReason } = await this.whenReady();
    const why = fallbackReason === null ? '' : ` (${fallbackReason})`;
    const line = `${this.#wanted} inference processes ready: ${engine} on ${runtime}${why}, model ${model}`;
    if (fallbackReason === null) this.#logger.log(line);
    else this.#logger.warn(line);
  }

  /** @throws Error with the reason when the networks cannot be loaded */
  async whenReady(): Promise<InferenceAbout> {
    return this.#started;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#pool.close(DRAIN_MS);
  }

  /**
   * Keeps a place in the line before the body is read; hand it to `analyze`, and release it when that is not reached.
   * @throws AppError OVERLOADED, WORKER_LOST or SHUTTING_DOWN, each with `retryAfterS`
   */
  reserve(party?: Party): Reservation {
    return this.#pool.reserve(party);
  }

  /** `reserve` for callers that only want to know. */
  admit(party: Party): void {
    this.#pool.admit(party);
  }

  /** The refusal of a photo for which there is no memory, counted as every other. */
  refuseForMemory(): AppError {
    return this.#pool.turnAway();
  }

  /**
   * @param photo the uploaded bytes; at most what the upload limit allows
   * @param signal aborted when the client goes away; the promise then rejects with its reason
   * @param from of a group: which face is the first, largest first
   * @throws AppError what `reserve` throws; INFERENCE_TIMEOUT, WORKER_LOST; IMAGE_* and FACE_UNUSABLE of the pipeline
   */
  async analyze(
    photo: Uint8Array,
    kind: AnalysisKind,
    signal?: AbortSignal,
    reservation?: Reservation,
    from = 0,
  ): Promise<PhotoAnalysis> {
    return measured('inference', async () => {
      const { answer, queueMs } = await this.#pool.run({ photo, kind, from }, { signal, reservation });
      const times = { ...answer.times, queueMs };
      this.observe({ type: 'analyzed', times });
      return { ...answer, times };
    });
  }

  get status(): InferenceStatus {
    const { fleet, queueDepth, queueLimit, shed } = this.#pool;
    return {
      ...fleet.about,
      ready: fleet.ready,
      workers: {
        alive: fleet.alive,
        wanted: this.#wanted,
        restarts: fleet.restarts,
        rssBytes: fleet.rssBytes,
        pids: fleet.pids,
      },
      queueDepth,
      queueLimit,
      inFlight: fleet.busy,
      shed,
    };
  }

  #log(event: InferenceEvent): void {
    if (event.type === 'worker-ended' && event.end.cause !== 'stopped') {
      const { cause, code, signal, detail } = event.end;
      this.#logger.warn(
        `Inference process ${event.pid} lost (${cause}, ${signal ?? `exit code ${code}`}): ${detail}`,
      );
    } else if (event.type === 'worker-recycled') {
      this.#logger.log(`Inference process ${event.pid} replaced at ${event.rssBytes} bytes`);
    } else if (event.type === 'readiness' && !event.ready) {
      this.#logger.error('No inference process is ready');
    }
  }
}

/** What an inference process may touch: the code, the networks, and the cache of converted networks. */
function isolation({ settings: { modelsPath, cachePath } }: InferenceOptions): string[] {
  try {
    mkdirSync(cachePath, { recursive: true });
  } catch {
    // A read-only installation works without a cache; the pipeline says so when it does not.
  }
  return isolationArguments({
    readable: [
      ...['node_modules', 'dist', 'models'].map((name) => join(packageRoot, name)),
      modelsPath,
      cachePath,
    ],
    // Prepared graphs are kept by the instructions that the processor has.
    readableFiles: [join(packageRoot, 'package.json'), '/proc/cpuinfo'],
    writable: [cachePath],
  });
}
