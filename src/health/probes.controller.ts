import { Controller, Get, HttpCode, Res, ServiceUnavailableException } from '@nestjs/common';
import { type HealthCheckResult, HealthCheckService, type HealthIndicatorFunction } from '@nestjs/terminus';
import type { Response } from 'express';
import { Public } from '../auth/auth.decorators.js';
import { DocumentLive, DocumentProbe } from './health.docs.js';
import { HealthIndicators } from './health.indicators.js';

/** Probes for orchestrators. Liveness looks at nothing but the process: a database outage must not restart it. */
@Public()
@Controller('health')
export class ProbesController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicators,
  ) {}

  @Get('live')
  @DocumentLive()
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @DocumentProbe('Ready to take requests', 'Database, audit log, networks and not shutting down.')
  @HttpCode(200)
  ready(@Res({ passthrough: true }) response: Response): Promise<unknown> {
    return this.report(response, [
      this.indicators.serving,
      this.indicators.database,
      this.indicators.schema,
      this.indicators.auditLog,
      this.indicators.inference,
    ]);
  }

  @Get('startup')
  @DocumentProbe('Started', 'The networks are loaded and warmed.')
  startup(@Res({ passthrough: true }) response: Response): Promise<unknown> {
    return this.report(response, [this.indicators.inference]);
  }

  /** Terminus throws when something is down; its report is the answer, with status 503. */
  private async report(
    response: Response,
    checks: HealthIndicatorFunction[],
  ): Promise<HealthCheckResult | object> {
    try {
      return await this.health.check(checks);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      response.status(503);
      const body = error.getResponse();
      return typeof body === 'object' ? body : { status: 'error' };
    }
  }
}
