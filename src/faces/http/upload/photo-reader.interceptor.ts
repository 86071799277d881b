import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  mixin,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { finalize, type Observable, tap } from 'rxjs';
import type { AuthenticatedUser } from '../../../auth/authenticated-user.js';
import { RevokedTokens } from '../../../auth/revocation/revoked-tokens.js';
import { ClientGone } from '../../../common/http/client-gone.js';
import { noteOutcome } from '../../../common/logging/outcome.js';
import { AppConfig } from '../../../config/app-config.js';
import { FaceEmbeddingService } from '../../embedding/face-embedding.service.js';
import { photoFieldsOf, substituteOf, textFieldsOf } from './photo-form.js';
import { checkUploadHead } from './check-head.js';
import { readPhotos } from './read-multipart.js';
import { isJson, readJsonPhotos } from './read-json.js';
import { partyOf } from './party-of.js';
import { keepUpload } from './photos.decorator.js';
import { SEVERAL_PHOTOS_MAX_BYTES, UploadBudget } from './upload-budget.js';
import type { UploadLimits } from './upload-limits.js';

/**
 * Reads the photos of a request. Guards ran before it, so a caller without a token never gets here; a place in the
 * inference queue is reserved before the body is buffered, so overload costs no memory. What is buffered counts against the
 * upload budget until the answer is there.
 */
export function PhotoReader(form: Type, query?: Type): Type<NestInterceptor> {
  @Injectable()
  class PhotoReaderInterceptor implements NestInterceptor {
    private readonly limits: UploadLimits;

    constructor(
      config: AppConfig,
      private readonly embedding: FaceEmbeddingService,
      private readonly budget: UploadBudget,
      private readonly revoked: RevokedTokens,
    ) {
      const { env } = config;
      const fields = photoFieldsOf(form).map(({ name, most }) => ({ name, most: most(env) }));
      this.limits = {
        maxBytes: env.UPLOAD_MAX_BYTES,
        maxTotalBytes: totalBytes(fields, env.UPLOAD_MAX_BYTES),
        fields,
        texts: textFieldsOf(form),
        queries: query === undefined ? [] : textFieldsOf(query),
        substitute: substituteOf(form),
      };
    }

    async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      const request = context.switchToHttp().getRequest<Request>();
      const { user } = context.switchToHttp().getRequest<{ user?: AuthenticatedUser }>();
      const response = context.switchToHttp().getResponse<Response>();
      checkUploadHead(request, this.limits);
      const place = this.embedding.reserve(partyOf(request, user));
      const upload = this.budget.open(() => this.embedding.refuseForMemory());
      const free = () => {
        place.release();
        upload.release();
      };
      const gone = abortOnClose(response);
      try {
        const photos = isJson(request)
          ? await readJsonPhotos(request, this.limits, upload)
          : await readPhotos(request, response, this.limits, upload);
        upload.complete();
        // A body may take two minutes.
        if (user !== undefined) this.revoked.checkAgain(user);
        keepUpload(request, { photos, gone, place });
      } catch (error) {
        free();
        throw error;
      }
      return next.handle().pipe(
        tap((body) => noteRefusal(response, body)),
        finalize(free),
      );
    }
  }
  return mixin(PhotoReaderInterceptor);
}

/** A photo of the largest size for each field, and more where that stays within what one request may hold. */
function totalBytes(fields: UploadLimits['fields'], maxBytes: number): number {
  const photos = fields.reduce((sum, { most }) => sum + most, 0);
  return Math.max(fields.length * maxBytes, Math.min(photos * maxBytes, SEVERAL_PHOTOS_MAX_BYTES));
}

/** Verification refuses with 200 and a code in the body. */
function noteRefusal(response: Response, body: unknown): void {
  if (typeof body !== 'object' || body === null || !('code' in body)) return;
  if (typeof body.code === 'string') noteOutcome(response, { code: body.code });
}

function abortOnClose(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new ClientGone());
  });
  return controller.signal;
}
