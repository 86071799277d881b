import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import { RevocationModule } from './auth/revocation/revocation.module.js';
import { CommonModule } from './common/common.module.js';
import { AppConfig } from './config/app-config.js';
import { ConfigModule } from './config/config.module.js';
import { ConsoleModule } from './console/console.module.js';
import { DatabaseModule } from './database/database.module.js';
import { FacesModule } from './faces/faces.module.js';
import { ErasureModule } from './faces/enrolment/erasure/erasure.module.js';
import { RetentionModule } from './faces/enrolment/retention/retention.module.js';
import { HealthModule } from './health/health.module.js';
import { ObservabilityModule } from './observability/observability.module.js';
import { OperatorModule } from './operator/operator.module.js';

/** The map of the service. */
@Module({})
export class AppModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        CommonModule,
        DatabaseModule.forRoot(),
        RevocationModule,
        AuthModule,
        FacesModule,
        RetentionModule,
        ErasureModule,
        HealthModule,
        ObservabilityModule,
        OperatorModule,
        ConsoleModule.forRoot(config),
      ],
    };
  }
}
