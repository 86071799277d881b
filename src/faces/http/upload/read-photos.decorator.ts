import { applyDecorators, HttpCode, type Type, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import { PHOTO_FORMATS } from '../../../common/accepted-photos.js';
import { KnownQuery } from '../known-query.guard.js';
import { photoFieldsOf } from './photo-form.js';
import { MarkPhotoRoute } from './photo-routes.js';
import { PhotoReader } from './photo-reader.interceptor.js';

const PHOTO_TYPES = PHOTO_FORMATS.map(({ mediaType }) => mediaType).join(', ');

/**
 * Makes a handler a photo route: the form's photos are read and handed to `@Photos()`, the OpenAPI document describes the form,
 * and the route takes part in early shedding. The handler's module imports `UploadModule`.
 * @param query the DTO of the query parameters, where there are any
 */
export function ReadPhotos(form: Type, query?: Type): MethodDecorator {
  const fields = photoFieldsOf(form);
  return applyDecorators(
    HttpCode(200),
    MarkPhotoRoute(),
    UseInterceptors(PhotoReader(form, query)),
    ...(query === undefined ? [] : [KnownQuery(query)]),
    ApiConsumes('multipart/form-data'),
    ApiBody({
      type: form,
      required: true,
      encoding: Object.fromEntries(fields.map(({ name }) => [name, { contentType: PHOTO_TYPES }])),
    }),
  );
}
