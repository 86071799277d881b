import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  mixin,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { finalize, type Observable } from 'rxjs';
import { AppConfig } from '../../config/app-config.js';
import { FaceEmbeddingService } from '../embedding/face-embedding.service.js';
import { checkUploadHeaders, readPhotos, type UploadLimits } from './photo-upload.js';
import { keepUpload } from './photos.decorator.js';

/**
 * Reads the photos of a request. Guards ran before it, so a caller without a token never gets here; a place in the
 * inference queue is reserved before the body is buffered, so overload costs no memory.
 */
export function ReadPhotos(...fields: [string, ...string[]]): Type<NestInterceptor> {
  @Injectable()
  class ReadPhotosInterceptor implements NestInterceptor {
    private readonly limits: UploadLimits;

    constructor(
      config: AppConfig,
      private readonly embedding: FaceEmbeddingService,
    ) {
      this.limits = { maxBytes: config.env.UPLOAD_MAX_BYTES, fields };
    }

    async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      const request = context.switchToHttp().getRequest<Request>();
      const response = context.switchToHttp().getResponse<Response>();
      checkUploadHeaders(request, this.limits);
      const place = this.embedding.reserve();
      const gone = abortOnClose(response);
      try {
        keepUpload(request, { photos: await readPhotos(request, response, this.limits), gone, place });
      } catch (error) {
        place.release();
        throw error;
      }
      return next.handle().pipe(
        finalize(() => {
          place.release();
        }),
      );
    }
  }
  return mixin(ReadPhotosInterceptor);
}

function abortOnClose(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
