import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { MEGAPIXELS_MAX, photoFormats } from '../../../common/accepted-photos.js';
import { type Env, UPLOAD_MAX_MIB } from '../../../config/env.schema.js';
import { getMetadataStorage } from 'class-validator';

const PHOTO_FIELDS = Symbol('photo fields');

/** A file field: so many photos may come under its name, at least one has to. */
export interface PhotoFieldRule {
  name: string;
  most: (env: Env) => number;
}

const SUBSTITUTE = Symbol('what stands in for the photos');

/**
 * A file field of a multipart form; `ReadPhotos` reads it, in the order of the declarations.
 * @param unless a text field that may be sent in place of the form's photos
 * @param most photos that may be sent under this name, one part each; one when it is not given
 */
export function PhotoField({
  unless,
  most,
}: { unless?: string; most?: PhotoFieldRule['most'] } = {}): PropertyDecorator {
  const photo = { type: 'string', format: 'binary' } as const;
  const document = ApiProperty({
    ...(most === undefined ? photo : { type: 'array', items: photo, minItems: 1 }),
    required: unless === undefined,
    description: `${most === undefined ? '' : 'One part a photo, each '}${photoFormats('en-GB')}, at most ${MEGAPIXELS_MAX.jpeg} megapixels as JPEG, ${MEGAPIXELS_MAX.whole} as PNG, WebP and progressive JPEG, and (unless configured otherwise) ${UPLOAD_MAX_MIB} MiB.`,
  });
  return (form, name) => {
    const before = Reflect.getMetadata(PHOTO_FIELDS, form) as PhotoFieldRule[] | undefined;
    const rule: PhotoFieldRule = { name: String(name), most: most ?? (() => 1) };
    Reflect.defineMetadata(PHOTO_FIELDS, [...(before ?? []), rule], form);
    if (unless !== undefined) Reflect.defineMetadata(SUBSTITUTE, unless, form);
    document(form, name);
  };
}

/** @throws Error for a form without any */
export function photoFieldsOf(form: Type): readonly PhotoFieldRule[] {
  const fields = Reflect.getMetadata(PHOTO_FIELDS, form.prototype as object) as PhotoFieldRule[] | undefined;
  if (fields === undefined) throw new Error(`${form.name} has no photo field`);
  return fields;
}

/** The text field that may be sent in place of the photos. */
export function substituteOf(form: Type): string | undefined {
  return Reflect.getMetadata(SUBSTITUTE, form.prototype as object) as string | undefined;
}

/** The form's text fields: those that it validates. */
export function textFieldsOf(form: Type): readonly string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(form, '', true, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}
