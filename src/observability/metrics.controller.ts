import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Public } from '../auth/auth.decorators.js';
import { METRICS_PATH } from '../common/http/probe-paths.js';
import { Metrics } from './metrics.js';
import { DocumentMetrics } from './metrics.docs.js';
import { MetricsTokenGuard } from './metrics-token.guard.js';

@Controller()
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  /** For Prometheus. Its own token: whoever reads metrics need not be a user. */
  @Public()
  @UseGuards(MetricsTokenGuard)
  @Get(METRICS_PATH)
  @DocumentMetrics()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
