import { Server } from 'node:http';
import { type MiddlewareConsumer, Module, type NestModule, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AppConfig } from '../config/app-config.js';
import { FaceEmbeddingService } from '../faces/embedding/face-embedding.service.js';
import { FacesModule } from '../faces/faces.module.js';
import { AuditModule } from '../audit/audit.module.js';
import { AuditWatch } from '../audit/audit-watch.js';
import { Gallery } from '../faces/gallery/gallery.js';
import { observeRequests } from './http-metrics.js';
import { observeInference } from './inference-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';
import { observeStorage } from './storage-metrics.js';
import { TelemetryModule } from './telemetry.module.js';
import { Traces } from './tracing/traces.js';

/** `/metrics`, and what is measured from outside: requests, the state of the pool, the connections, the gallery. */
@Module({ imports: [TelemetryModule, FacesModule, AuditModule], controllers: [MetricsController] })
export class ObservabilityModule implements NestModule, OnModuleInit {
  constructor(
    private readonly config: AppConfig,
    private readonly metrics: Metrics,
    private readonly traces: Traces,
    private readonly inference: FaceEmbeddingService,
    private readonly dataSource: DataSource,
    private readonly gallery: Gallery,
    private readonly audit: AuditWatch,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(this.traces.middleware).forRoutes('{*path}');
  }

  onModuleInit(): void {
    observeInference(this.metrics, this.inference);
    observeStorage(this.metrics, this.dataSource, this.gallery, this.config.env.DATABASE_POOL_MAX);
    this.metrics.observedGauge(
      'twoinone_audit_intact',
      '1: the audit log held what was noted of it when it was last looked at; 0: it did not; absent: not known yet',
      [],
      (gauge) => {
        if (this.audit.intact !== null) gauge.set(this.audit.intact ? 1 : 0);
      },
    );
    // Command-line programs run without a server.
    const { httpAdapter }: Partial<HttpAdapterHost> = this.adapterHost;
    const server: unknown = httpAdapter?.getHttpServer();
    if (isServer(server)) observeRequests(this.metrics, server);
  }
}

function isServer(value: unknown): value is Server {
  return value instanceof Server;
}
