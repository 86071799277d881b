import type { FaceEmbeddingService } from '../faces/embedding/face-embedding.service.js';
import type { InferenceEvent } from '../faces/embedding/inference/inference-observer.js';
import type { StageTimes } from '../faces/embedding/photo-analysis.js';
import type { Metrics } from './metrics.js';

/** In the order in which a photo passes them. */
const STAGES = [
  ['queue', 'queueMs'],
  ['decode', 'decodeMs'],
  ['detect', 'detectMs'],
  ['landmarks', 'landmarksMs'],
  ['embed', 'encodeMs'],
  ['passive', 'passiveMs'],
] as const satisfies readonly (readonly [string, keyof StageTimes])[];

/** The stages that an analysis went through, in their order, in milliseconds: some analyses encode nothing, and a network may not be installed. */
export function stagesOf(times: StageTimes): [stage: string, ms: number][] {
  return STAGES.map(([stage, field]): [string, number] => [stage, times[field]]).filter(([, ms]) => ms > 0);
}

export function countInference(metrics: Metrics, event: InferenceEvent): void {
  switch (event.type) {
    case 'analyzed':
      for (const [stage, ms] of stagesOf(event.times)) metrics.stageSeconds.observe({ stage }, ms / 1000);
      return;
    case 'shed':
      metrics.shed.inc({ code: event.code });
      return;
    case 'failed':
      metrics.failures.inc({ code: event.code });
      return;
    case 'abandoned':
      metrics.abandoned.inc();
      return;
    case 'worker-ended':
      metrics.workerEnds.inc({ cause: event.end.cause });
      return;
    case 'worker-recycled':
    case 'readiness':
      return;
  }
}

/** The state of the inference processes at the moment of each scrape. */
export function observeInference(metrics: Metrics, inference: FaceEmbeddingService): void {
  const gauge = (name: string, help: string, value: () => number): void =>
    metrics.observedGauge(`twoinone_inference_${name}`, help, [], (each) => each.set(value()));
  gauge('ready', '1 while an inference process can take photos', () => Number(inference.status.ready));
  gauge('queue_depth', 'Photos that wait', () => inference.status.queueDepth);
  gauge('queue_limit', 'Photos that may wait', () => inference.status.queueLimit);
  gauge('in_flight', 'Photos being looked at', () => inference.status.inFlight);
  gauge('workers', 'Inference processes that are alive', () => inference.status.workers.alive);
  gauge('workers_wanted', 'Inference processes that there should be', () => inference.status.workers.wanted);
  gauge(
    'resident_memory_bytes',
    'Resident memory of all inference processes',
    () => inference.status.workers.rssBytes,
  );
}
