import type { Request } from 'express';
import { imageNameOf } from '../../../common/accepted-photos.js';
import { AppError } from '../../../common/app-error.js';
import { checkTextFields, isSubstituted } from './check-fields.js';
import type { HeldUpload } from './upload-budget.js';
import { TEXT_FIELDS_MAX, uploadFault } from './upload-faults.js';
import { ENVELOPE_BYTES, type UploadLimits } from './upload-limits.js';

/** Base64 writes three bytes as four characters; a line each 76 of them is allowed for. */
const CHARACTERS_PER_BYTE = (4 / 3) * (78 / 76);
/** Brackets and commas of a body that holds what a form may hold. Many small values would take far more memory than their text. */
const VALUES_MAX = 128;
const BEGINNINGS_OF_VALUES = ['[', '{', ','].map((character) => character.charCodeAt(0));

export function isJson(request: Request): boolean {
  return /^application\/json\b/i.test(request.headers['content-type'] ?? '');
}

/** Bytes of the largest body with as many photos as the form has. */
export function jsonBytesMax({ maxTotalBytes }: UploadLimits): number {
  return Math.ceil(maxTotalBytes * CHARACTERS_PER_BYTE) + ENVELOPE_BYTES;
}

/**
 * Reads a form that came as JSON, `{"image": "data:image/jpeg;base64,…", …}`, its text fields into `request.body`.
 * @returns the photos, in the order of `limits.fields`; none where their substitute came
 * @throws AppError FILE_*, FIELD_UNKNOWN, MULTIPART_MALFORMED or IMAGE_UNREADABLE for every other shape of body; the upload's
 * reason when it had to give way
 */
export async function readJsonPhotos(
  request: Request,
  limits: UploadLimits,
  upload: HeldUpload,
): Promise<Buffer[]> {
  const values = parse(await readBody(request, limits, upload), limits);
  const images = new Map(
    limits.fields.map(({ name, most }) => [imageNameOf(name), { sent: values.get(imageNameOf(name)), most }]),
  );
  request.body = Object.fromEntries(
    [...values].filter(([name]) => !images.has(name)).map(([name, value]) => [name, textOf(value)]),
  );
  checkTextFields(request, limits);
  if (isSubstituted(request.body, limits)) {
    if ([...images.values()].some(({ sent }) => sent !== undefined))
      throw uploadFault('PHOTO_AND_SUBSTITUTE', limits, limits.substitute);
    return [];
  }
  return [...images].flatMap(([field, { sent, most }]) => {
    const photos: unknown[] = [sent ?? []].flat();
    if (photos.length > most) throw uploadFault('TOO_MANY_PHOTOS', limits);
    if (photos.length === 0) throw uploadFault('PHOTO_MISSING', limits, field);
    return photos.map((photo) => decode(photo, field, limits, upload));
  });
}

function readBody(request: Request, limits: UploadLimits, upload: HeldUpload): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const give = (error: Error) => {
      chunks.length = 0;
      request.removeAllListeners('data').resume();
      reject(error);
    };
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > jsonBytesMax(limits)) give(new AppError('FILE_TOO_LARGE'));
      else if (upload.receive(chunk.length)) chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('close', () => give(uploadFault('ENDED_EARLY', limits)));
    upload.gaveWay.addEventListener('abort', () => give(upload.gaveWay.reason as Error), { once: true });
  });
}

function parse(body: Buffer, limits: UploadLimits): Map<string, unknown> {
  if (!isFlat(body)) throw uploadFault('JSON_MALFORMED', limits);
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw uploadFault('JSON_MALFORMED', limits);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw uploadFault('JSON_MALFORMED', limits);
  const values = new Map(Object.entries(value));
  if (values.size > TEXT_FIELDS_MAX + limits.fields.length) throw uploadFault('TOO_MANY_FIELDS', limits);
  return values;
}

function isFlat(body: Buffer): boolean {
  let found = 0;
  for (const character of BEGINNINGS_OF_VALUES) {
    for (let at = body.indexOf(character); at !== -1; at = body.indexOf(character, at + 1)) {
      if (++found > VALUES_MAX) return false;
    }
  }
  return true;
}

/** As it would have come in a form. */
function textOf(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  // As a form's bytes would: lone surrogates, which JSON can write, become U+FFFD.
  return typeof value === 'string' ? Buffer.from(value).toString() : value;
}

function decode(image: unknown, field: string, limits: UploadLimits, upload: HeldUpload): Buffer {
  const found = typeof image === 'string' ? /^(?:data:[^,]*;base64,)?([^:,]*)$/s.exec(image) : null;
  const text = withoutPadding(found?.[1]?.replace(/\s+/g, ''));
  if (text === '') throw new AppError('FILE_EMPTY');
  const bytes = Buffer.from(text ?? '', 'base64');
  // The decoder overlooks what is no base64.
  if (text === undefined || bytes.length !== Math.floor((text.length * 3) / 4))
    throw uploadFault('NOT_BASE64', limits, field);
  if (bytes.length > limits.maxBytes) throw new AppError('FILE_TOO_LARGE');
  if (!upload.receive(bytes.length)) throw upload.gaveWay.reason as Error;
  return bytes;
}

/** Not by a pattern: one that ends with `=+$` begins anew at each "=" of a long row that something follows. */
function withoutPadding(text: string | undefined): string | undefined {
  let end = text?.length ?? 0;
  while (text?.[end - 1] === '=') end -= 1;
  return text?.slice(0, end);
}
