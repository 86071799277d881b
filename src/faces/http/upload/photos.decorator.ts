import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { PhotoUpload } from '../../embedding/photo-upload.js';

const uploads = new WeakMap<Request, PhotoUpload>();

export function keepUpload(request: Request, upload: PhotoUpload): void {
  uploads.set(request, upload);
}

/** The photos that `ReadPhotos` read. */
export const Photos = createParamDecorator((_data: unknown, context: ExecutionContext): PhotoUpload => {
  const upload = uploads.get(context.switchToHttp().getRequest<Request>());
  if (upload === undefined) throw new Error('The route lacks ReadPhotos');
  return upload;
});
