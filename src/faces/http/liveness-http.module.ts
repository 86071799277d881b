import { type MiddlewareConsumer, Module, type NestModule, RequestMethod } from '@nestjs/common';
import { json } from 'express';
import { parseStrictJson } from '../../auth/strict-json.js';
import { AppError } from '../../common/app-error.js';
import { LivenessModule } from '../liveness/liveness.module.js';
import { LivenessSessionBody } from './dto/liveness.requests.js';
import { knownFieldsOnly } from './known-fields.middleware.js';
import { LivenessController } from './liveness.controller.js';
import { textFieldsOf } from './upload/photo-form.js';
import { TurnedAwayFramesMiddleware } from './turned-away-frames.middleware.js';
import { UploadModule } from './upload/upload.module.js';

/** A purpose and a user id. */
const BODY_BYTES_MAX = 4_096;
const DEPTH_MAX = 2;

/**
 * @throws AppError VALIDATION_FAILED for what is no JSON in UTF-8 (RFC 8259 §8.1; the parser knows UTF-7 too, which hides names), and
 *   for a name that comes twice: whom it means is anybody's guess
 */
function refuseAmbiguous(_request: unknown, _response: unknown, body: Buffer, charset: string): void {
  try {
    if (charset !== 'utf-8') throw new TypeError('not in UTF-8');
    parseStrictJson(body.toString(), DEPTH_MAX);
  } catch (error) {
    throw new AppError('VALIDATION_FAILED', { reason: 'not JSON that can be read in one way', cause: error });
  }
}

/** The routes of liveness sessions; the only ones with a JSON body. */
@Module({ imports: [LivenessModule, UploadModule], controllers: [LivenessController] })
export class LivenessHttpModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply(
        json({ limit: BODY_BYTES_MAX, verify: refuseAmbiguous }),
        knownFieldsOnly(textFieldsOf(LivenessSessionBody)),
      )
      .forRoutes({ path: 'ml/liveness-sessions', method: RequestMethod.POST });
    consumer
      .apply(TurnedAwayFramesMiddleware)
      .forRoutes({ path: 'ml/liveness-sessions/:session_id/frames', method: RequestMethod.POST });
  }
}
