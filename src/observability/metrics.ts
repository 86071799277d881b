import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds. A photo takes 30 ms to 1 s; a refusal a few milliseconds; the inference deadline is 10 s. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10];
const STAGE_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const OPERATION_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * Everything that `/metrics` says. Labels are closed lists – routes, codes, stages – and never anything about a person.
 * Names follow Prometheus: base units, `_total` for counters.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  readonly requestSeconds = this.histogram(
    'twoinone_http_request_duration_seconds',
    'Time from the request to the end of its answer; status 499 when the client went away before',
    ['method', 'route', 'status'],
    REQUEST_BUCKETS,
  );

  readonly stageSeconds = this.histogram(
    'twoinone_inference_stage_duration_seconds',
    'Time of one photo in each stage: queue, decode, detect, landmarks, embed',
    ['stage'],
    STAGE_BUCKETS,
  );
  readonly shed = this.counter(
    'twoinone_inference_shed_total',
    'Photos refused without being looked at, by error code',
    ['code'],
  );
  readonly failures = this.counter(
    'twoinone_inference_failures_total',
    'Photos that the inference processes refused, lost or failed on, by error code',
    ['code'],
  );
  readonly abandoned = this.counter(
    'twoinone_inference_abandoned_total',
    'Photos whose client went away before the answer',
    [],
  );
  readonly workerEnds = this.counter(
    'twoinone_inference_worker_restarts_total',
    'Inference processes that ended and were replaced, by cause',
    ['cause'],
  );

  readonly operationSeconds = this.histogram(
    'twoinone_operation_duration_seconds',
    'Time of the steps of a request: inference, gallery.search, database.read, database.transaction',
    ['operation', 'outcome'],
    OPERATION_BUCKETS,
  );

  readonly decisions = this.counter(
    'twoinone_face_decisions_total',
    'Answers of identification (1:N), verification (1:1) and comparison: match, no_match, ambiguous or why there was none',
    ['mode', 'outcome'],
  );
  readonly enrolments = this.counter(
    'twoinone_enrolments_total',
    'Enrolments, by outcome: stored or the error code',
    ['outcome'],
  );
  readonly qualityRejections = this.counter(
    'twoinone_quality_rejections_total',
    'Photos refused at enrolment for their quality, by reason',
    ['reason'],
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** A value that is read when it is asked for. What cannot be read, for want of a database, is left out, not zero. */
  observedGauge<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    read: (gauge: Gauge<Label>) => void | Promise<void>,
  ): void {
    const collect = async (gauge: Gauge<Label>): Promise<void> => {
      gauge.reset();
      if (labelNames.length === 0) gauge.remove();
      try {
        await read(gauge);
      } catch {
        return;
      }
    };
    new Gauge<Label>({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        return collect(this);
      },
    });
  }

  private histogram<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    buckets: number[],
  ) {
    return new Histogram<Label>({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  private counter<Label extends string>(name: string, help: string, labelNames: Label[]) {
    return new Counter<Label>({ name, help, labelNames, registers: [this.registry] });
  }
}
