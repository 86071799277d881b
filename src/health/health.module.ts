import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AuditModule } from '../audit/audit.module.js';
import { FacesModule } from '../faces/faces.module.js';
import { BannerController } from './banner.controller.js';
import { HealthIndicators } from './health.indicators.js';
import { MlHealthController } from './ml-health.controller.js';
import { ProbesController } from './probes.controller.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), AuditModule, FacesModule],
  controllers: [BannerController, ProbesController, MlHealthController],
  providers: [HealthIndicators],
})
export class HealthModule {}
