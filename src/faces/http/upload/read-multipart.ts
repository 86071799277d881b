import type { Writable } from 'node:stream';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { refuseStrayToken } from '../../../auth/stray-token.js';
import { logTokenRefusal } from '../../../auth/token-refusal.js';
import { AppError } from '../../../common/app-error.js';
import type { ErrorCode } from '../../../common/error-codes.js';
import { reasonOf } from '../../../common/reason-of.js';
import { FIELD_NAME_MAX, fieldUnknown } from '../field-unknown.js';
import { CountedMemory } from './counted-memory.js';
import type { HeldUpload } from './upload-budget.js';

export interface UploadLimits {
  /** Of one photo. */
  maxBytes: number;
  /** Of all photos together. */
  maxTotalBytes: number;
  /** The file fields, each required at least once, and how many photos each takes. */
  fields: readonly { name: string; most: number }[];
  /** Names of the text fields; no other is overlooked. */
  texts: readonly string[];
  /** Names of the query parameters; no other is overlooked. */
  queries: readonly string[];
  /** The text field that may be sent in place of the files. */
  substitute: string | undefined;
}

/** Multipart framing and the small text fields, on top of the photos themselves. */
const ENVELOPE_BYTES = 16 * 1024;
const TEXT_FIELDS_MAX = 8;
const TEXT_BYTES_MAX = 1_024;

const CODE_BY_MULTER: Record<string, ErrorCode> = {
  LIMIT_FILE_SIZE: 'FILE_TOO_LARGE',
  LIMIT_UNEXPECTED_FILE: 'FILE_UNEXPECTED',
  LIMIT_FILE_COUNT: 'FILE_UNEXPECTED',
  LIMIT_PART_COUNT: 'FILE_UNEXPECTED',
  LIMIT_FIELD_COUNT: 'FILE_UNEXPECTED',
};

/** Refuses what its address and headers already show to be hopeless, before a byte of the body is read. */
export function checkUploadHead(request: Request, limits: UploadLimits): void {
  const parameter = Object.keys(request.query).find((name) => !limits.queries.includes(name));
  if (parameter !== undefined) throw fieldUnknown(parameter, 'this route has no such query parameter');
  const contentType = request.headers['content-type'];
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  if (contentType === undefined) throw new AppError('FILE_MISSING', { reason: 'no content type' });
  if (!/^multipart\/form-data\b/i.test(contentType)) throw new AppError('MULTIPART_REQUIRED');
  if (!/;\s*boundary=/i.test(contentType))
    throw new AppError('MULTIPART_MALFORMED', { reason: 'no boundary' });
  if (length > limits.maxTotalBytes + ENVELOPE_BYTES) throw new AppError('FILE_TOO_LARGE');
}

/**
 * Reads the photos of one multipart request into memory, in the order of `limits.fields`; none where their substitute came.
 * @throws AppError FILE_*, FIELD_UNKNOWN or MULTIPART_* for every other shape of body, TOKEN_INVALID for a token in it; the upload's reason when it had to give way
 */
export async function readPhotos(
  request: Request,
  response: Response,
  limits: UploadLimits,
  upload: HeldUpload,
): Promise<Buffer[]> {
  await parse(request, response, limits, upload);
  checkTokens(request);
  const files = Array.isArray(request.files) ? request.files : [];
  checkTextFields(request.body, limits);
  if (isSubstituted(request.body, limits)) {
    if (files.length > 0)
      throw new AppError('FILE_UNEXPECTED', { reason: 'a photo and what stands in for it' });
    return [];
  }
  return limits.fields.flatMap(({ name, most }) => {
    const found = files.filter((candidate) => candidate.fieldname === name);
    if (found.length > most)
      throw new AppError('FILE_UNEXPECTED', { reason: 'more photos than the field takes' });
    if (found.length === 0) throw new AppError(files.length === 0 ? 'FILE_MISSING' : 'FILE_UNEXPECTED');
    if (found.some(({ size }) => size === 0)) throw new AppError('FILE_EMPTY');
    return found.map(({ buffer }) => buffer);
  });
}

function photosMax({ fields }: UploadLimits): number {
  return fields.reduce((sum, { most }) => sum + most, 0);
}

function isFileField({ fields }: UploadLimits, field: string): boolean {
  return fields.some(({ name }) => name === field);
}

function parse(
  request: Request,
  response: Response,
  limits: UploadLimits,
  upload: HeldUpload,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const options: multer.Options & { streamHandler: (body: Request, parser: Writable) => void } = {
      storage: new CountedMemory(upload, limits.maxTotalBytes),
      limits: {
        fileSize: limits.maxBytes,
        files: photosMax(limits),
        fields: TEXT_FIELDS_MAX,
        fieldSize: TEXT_BYTES_MAX,
        fieldNameSize: FIELD_NAME_MAX,
        parts: TEXT_FIELDS_MAX + photosMax(limits),
        headerPairs: 32,
      },
      fileFilter: (_request, file, accept) => {
        if (isFileField(limits, file.fieldname)) accept(null, true);
        else accept(new MulterError('LIMIT_UNEXPECTED_FILE'));
      },
      streamHandler: (body, parser) => {
        body.pipe(parser);
        onGaveWay(upload, (refusal) => {
          body.unpipe(parser);
          // Makes multer drop the files that it has, and read the rest of the body into nothing.
          parser.destroy(refusal);
          // multer itself would not say so before the client has sent everything.
          reject(refusal);
        });
      },
    };
    void multer(options).any()(request, response, (error: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(toUploadError(error));
    });
  });
}

function onGaveWay({ gaveWay }: HeldUpload, act: (refusal: Error) => void): void {
  const refuse = () => act(gaveWay.reason as Error);
  gaveWay.addEventListener('abort', refuse, { once: true });
}

function toUploadError(error: unknown): AppError {
  const reason = reasonOf(error);
  const code = error instanceof MulterError ? CODE_BY_MULTER[error.code] : undefined;
  return new AppError(code ?? 'MULTIPART_MALFORMED', { reason, cause: error });
}

/** The guard has seen the headers and the query only. */
function checkTokens(request: Request): void {
  try {
    refuseStrayToken(request, (request.body ?? {}) as object, 'body');
  } catch (error) {
    logTokenRefusal(error);
    throw error;
  }
}

/** A field that is not known may be a known one that was misspelt: to overlook `userId` would answer another question. */
function checkTextFields(body: unknown, limits: UploadLimits): void {
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    if (isFileField(limits, name)) throw new AppError('FILE_MISSING', { reason: 'text in the file field' });
    const isKnown = limits.texts.includes(name);
    if (isNested(name, value) || (isKnown && typeof value !== 'string')) {
      throw new AppError('FILE_UNEXPECTED', { reason: 'nested or repeated text field' });
    }
    if (!isKnown) throw fieldUnknown(name, 'this form has no such field');
  }
}

function isSubstituted(body: unknown, { substitute }: UploadLimits): boolean {
  return substitute !== undefined && Object.hasOwn(body ?? {}, substitute);
}

/** `a[b]` and `__proto__`: multer's parser makes objects of them. */
function isNested(name: string, value: unknown): boolean {
  return name.startsWith('__') || (typeof value === 'object' && !Array.isArray(value));
}
