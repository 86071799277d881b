import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import {
  INFERENCE_OBSERVER,
  type InferenceObserver,
} from '../faces/embedding/inference/inference-observer.js';
import { FACE_OBSERVER, type FaceObserver } from '../faces/audit/face-observer.js';
import { countFaces } from './face-metrics.js';
import { countInference } from './inference-metrics.js';
import { Metrics } from './metrics.js';
import { observeOperations } from './operation-metrics.js';
import { NoTraces, Traces } from './tracing/traces.js';

/** The ears: what the rooms announce becomes metrics and traces. Global, so that no room has to import it. */
@Global()
@Module({
  providers: [
    Metrics,
    { provide: Traces, inject: [AppConfig], useFactory: tracesFrom },
    {
      provide: INFERENCE_OBSERVER,
      inject: [Metrics, Traces],
      useFactory:
        (metrics: Metrics, traces: Traces): InferenceObserver =>
        (event) => {
          countInference(metrics, event);
          traces.inference(event);
        },
    },
    {
      provide: FACE_OBSERVER,
      inject: [Metrics],
      useFactory:
        (metrics: Metrics): FaceObserver =>
        (event) =>
          countFaces(metrics, event),
    },
  ],
  exports: [Metrics, Traces, INFERENCE_OBSERVER, FACE_OBSERVER],
})
export class TelemetryModule implements OnApplicationShutdown {
  private readonly stopTiming: () => void;

  constructor(
    metrics: Metrics,
    private readonly traces: Traces,
  ) {
    this.stopTiming = observeOperations(metrics);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopTiming();
    await this.traces.close();
  }
}

/** The SDK is loaded only where traces are wanted. */
async function tracesFrom({ env }: AppConfig): Promise<Traces> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = env;
  if (endpoint === undefined) return new NoTraces();
  const { OtlpTraces } = await import('./tracing/otlp-traces.js');
  return new OtlpTraces({
    endpoint,
    headers: env.OTEL_EXPORTER_OTLP_HEADERS ?? {},
    serviceName: env.OTEL_SERVICE_NAME,
    environment: env.ENVIRONMENT,
    share: env.OTEL_TRACES_SAMPLER_ARG,
  });
}
