import type { RequestHandler } from 'express';
import type { InferenceEvent } from '../../faces/embedding/inference/inference-observer.js';

/** Distributed traces of requests. Off unless OTEL_EXPORTER_OTLP_ENDPOINT is set; nothing of it is loaded then. */
export abstract class Traces {
  abstract readonly middleware: RequestHandler;
  /** The stages of a photo become spans below the request that brought it. */
  abstract inference(event: InferenceEvent): void;
  /** Sends what is still waiting, within a few seconds. */
  abstract close(): Promise<void>;
}

export class NoTraces extends Traces {
  readonly middleware: RequestHandler = (_request, _response, next) => next();
  inference(): void {
    return;
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}
