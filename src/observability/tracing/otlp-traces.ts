import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import {
  type Context,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Request, RequestHandler } from 'express';
import { isProbe, METRICS_PATH } from '../../common/http/probe-paths.js';
import { routeOf } from '../../common/logging/request-log.js';
import { type Operation, operations } from '../../common/operations.js';
import { SERVICE_NAME, SERVICE_VERSION } from '../../common/version.js';
import type { InferenceEvent } from '../../faces/embedding/inference/inference-observer.js';
import { methodOf } from '../http-metrics.js';
import { stagesOf } from '../inference-metrics.js';
import { Traces } from './traces.js';

export interface TraceOptions {
  /** Base address of an OTLP/HTTP collector; `/v1/traces` is added. */
  endpoint: string;
  headers: Record<string, string>;
  serviceName: string;
  environment: string;
  /** Share of the requests to trace, 0..1, unless the caller has decided. */
  share: number;
}

/** Probes and scrapes would be most of the traces and tell nothing. */
const isUntraced = (path: string): boolean => isProbe(path) || path === METRICS_PATH;
const EXPORT_TIMEOUT_MS = 3_000;
const REPORT_EVERY_MS = 60_000;

/**
 * Requests and their steps as OpenTelemetry spans, sent by OTLP over HTTP. Attributes follow the semantic conventions for
 * HTTP servers (1.23); paths, names and statements stay out, since people's ids are in them.
 */
export class OtlpTraces extends Traces {
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;
  readonly #propagator = new W3CTraceContextPropagator();
  readonly #active = new AsyncLocalStorage<Context | undefined>();
  readonly #spans = new WeakMap<Operation, Span>();
  readonly #subscribers = {
    start: () => undefined,
    end: () => undefined,
    asyncStart: () => undefined,
    error: (operation: Operation & { error?: unknown }) => {
      this.#spans.get(operation)?.setStatus({ code: SpanStatusCode.ERROR });
    },
    asyncEnd: (operation: Operation) => this.#spans.get(operation)?.end(),
  };

  constructor(options: TraceOptions) {
    super();
    reportTo(new Logger('Traces'));
    const exporter = new OTLPTraceExporter({
      url: `${options.endpoint}/v1/traces`,
      headers: options.headers,
      timeoutMillis: EXPORT_TIMEOUT_MS,
    });
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({
        'service.name': options.serviceName,
        'service.version': SERVICE_VERSION,
        'deployment.environment.name': options.environment,
      }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.share) }),
      spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: EXPORT_TIMEOUT_MS })],
    });
    this.#tracer = this.#provider.getTracer(SERVICE_NAME, SERVICE_VERSION);
    operations.subscribe(this.#subscribers);
    // What an operation starts is below it.
    operations.start.bindStore(this.#active, (operation) => this.#below(operation));
  }

  readonly middleware: RequestHandler = (request, response, next) => {
    if (isUntraced(request.path)) {
      next();
      return;
    }
    const caller = this.#propagator.extract(ROOT_CONTEXT, request.headers, {
      get: (headers: Request['headers'], key) => headers[key],
      keys: Object.keys,
    });
    const method = methodOf(request);
    const span = this.#tracer.startSpan(
      method,
      { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } },
      caller,
    );
    response.once('close', () => {
      const route = routeOf(request);
      span.updateName(`${method} ${route}`);
      span.setAttributes({ 'http.route': route, 'http.response.status_code': response.statusCode });
      if (!response.writableFinished) span.setAttribute('error.type', 'client closed request');
      if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    this.#active.run(trace.setSpan(caller, span), next);
  };

  /** The stages ran one after the other in another process and have just ended. */
  inference(event: InferenceEvent): void {
    const parent = this.#active.getStore();
    if (event.type !== 'analyzed' || parent === undefined) return;
    let endTime = Date.now();
    for (const [stage, ms] of stagesOf(event.times).toReversed()) {
      const startTime = endTime - ms;
      this.#tracer.startSpan(`inference.${stage}`, { startTime }, parent).end(endTime);
      endTime = startTime;
    }
  }

  async close(): Promise<void> {
    operations.unsubscribe(this.#subscribers);
    operations.start.unbindStore(this.#active);
    // A collector that is away must not fail the shutdown.
    await this.#provider.shutdown().catch(() => undefined);
  }

  #below(operation: Operation): Context | undefined {
    const parent = this.#active.getStore();
    // Background work belongs to no request: it would make a trace of one span each.
    if (parent === undefined) return undefined;
    const span = this.#tracer.startSpan(operation.name, {}, parent);
    this.#spans.set(operation, span);
    return trace.setSpan(parent, span);
  }
}

/** The SDK reports every batch that it could not send; a collector that is away is worth a line a minute. */
function reportTo(logger: Logger): void {
  let lastMs = -Infinity;
  const ignore = () => undefined;
  const error = (text: string): void => {
    if (performance.now() - lastMs < REPORT_EVERY_MS) return;
    lastMs = performance.now();
    logger.warn(`Traces could not be sent: ${text}`);
  };
  diag.setLogger({ error, warn: ignore, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.ERROR);
}
