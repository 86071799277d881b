import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AppConfig } from '../config/app-config.js';
import type { DatabaseSettings } from './data-source-options.js';
import { startDatabase } from './database-start.js';
import { Database } from './database.js';
import { DatabaseFitness } from './database-fitness.js';

/** Connects at the start, migrates, and disconnects at the end. Entities come from the other modules' `forFeature`. */
@Module({})
export class DatabaseModule {
  static forRoot(): DynamicModule {
    let start: (entities: DatabaseSettings['entities']) => Promise<DataSource> = () =>
      Promise.reject(new Error('the configuration is not known yet'));
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [AppConfig],
          useFactory: (config: AppConfig) => {
            start = (entities) => startFrom(config, entities);
            // startDatabase has its own attempts and its own words.
            return { type: 'postgres', autoLoadEntities: true, toRetry: () => false };
          },
          dataSourceFactory: (options) => start(options?.entities),
        }),
      ],
      providers: [Database, DatabaseFitness],
      exports: [Database, DatabaseFitness],
    };
  }
}

function startFrom(
  { env, dataPath, cachePath }: AppConfig,
  entities: DatabaseSettings['entities'] = [],
): Promise<DataSource> {
  const logger = new Logger('Database');
  const { DATABASE_URL: databaseUrl, DATABASE_POOL_MAX: poolMax, MIGRATIONS_RUN: runMigrations } = env;
  return startDatabase(
    { databaseUrl, dataPath, cachePath, poolMax, entities, pace: 'service' },
    { runMigrations, log: (message) => logger.log(message), warn: (message) => logger.warn(message) },
  );
}
