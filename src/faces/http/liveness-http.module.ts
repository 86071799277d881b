import { type MiddlewareConsumer, Module, type NestModule, RequestMethod } from '@nestjs/common';
import { json } from 'express';
import { LivenessModule } from '../liveness/liveness.module.js';
import { LivenessSessionBody } from './dto/liveness.requests.js';
import { knownFieldsOnly } from './known-fields.middleware.js';
import { LivenessController } from './liveness.controller.js';
import { textFieldsOf } from './upload/photo-form.js';
import { UploadModule } from './upload/upload.module.js';

/** A purpose and a user id. */
const BODY_BYTES_MAX = 4_096;

/** The routes of liveness sessions; the only ones with a JSON body. */
@Module({ imports: [LivenessModule, UploadModule], controllers: [LivenessController] })
export class LivenessHttpModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply(json({ limit: BODY_BYTES_MAX }), knownFieldsOnly(textFieldsOf(LivenessSessionBody)))
      .forRoutes({ path: 'ml/liveness-sessions', method: RequestMethod.POST });
  }
}
