import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AppModule } from '../../app.module.js';
import { AppConfig } from '../../config/app-config.js';
import { loadEnv } from '../../config/load-env.js';
import { createOpenApiDocument } from '../../openapi/openapi.document.js';

/** The document of the service in its default configuration, from the decorators alone: nothing is connected or loaded. */
export async function previewOpenApiDocument(): Promise<OpenAPIObject> {
  const app = await NestFactory.create(AppModule.forRoot(new AppConfig(loadEnv({}))), {
    preview: true,
    abortOnError: false,
    logger: false,
  });
  return createOpenApiDocument(app);
}
