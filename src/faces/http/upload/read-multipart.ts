import type { Writable } from 'node:stream';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { AppError } from '../../../common/app-error.js';
import { reasonOf } from '../../../common/reason-of.js';
import { FIELD_NAME_MAX } from '../field-unknown.js';
import { checkTextFields, isSubstituted } from './check-fields.js';
import { CountedMemory } from './counted-memory.js';
import { boundaryOf, NameFiles, UNNAMED } from './name-files.js';
import type { HeldUpload } from './upload-budget.js';
import { TEXT_BYTES_MAX, TEXT_FIELDS_MAX, uploadFault, type UploadFaultKey } from './upload-faults.js';
import { isFileField, photosMax, type UploadLimits } from './upload-limits.js';

const FAULT_BY_MULTER: Partial<Record<string, UploadFaultKey>> = {
  LIMIT_UNEXPECTED_FILE: 'WRONG_FILE_FIELD',
  LIMIT_FILE_COUNT: 'TOO_MANY_PHOTOS',
  LIMIT_PART_COUNT: 'TOO_MANY_FIELDS',
  LIMIT_FIELD_COUNT: 'TOO_MANY_FIELDS',
  LIMIT_FIELD_VALUE: 'FIELD_TOO_LONG',
  LIMIT_FIELD_KEY: 'FIELD_TOO_LONG',
  MISSING_FIELD_NAME: 'FIELD_WITHOUT_NAME',
};

/** Busboy's own words for it. */
const ENDED_EARLY = /unexpected end of form|request aborted/i;
/** As much of a file as tells text from a photograph. */
const TEXT_SAMPLE_BYTES = 512;
/** Without spaces at the ends, which a pattern would have to divide among its parts in all ways. */
const BASE64_TEXT = /^(?:data:[\w/+.-]+;base64,)?[\w+/\s-]+=*$/;
/** Shorter text is not taken for a photograph of any kind. */
const BASE64_CHARACTERS_MIN = 64;

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
  const files = Array.isArray(request.files) ? request.files : [];
  checkTextFields(request, limits);
  if (isSubstituted(request.body, limits)) {
    if (files.length > 0) throw uploadFault('PHOTO_AND_SUBSTITUTE', limits, limits.substitute);
    return [];
  }
  return limits.fields.flatMap(({ name, most }) => {
    const found = files.filter(({ fieldname }) => fieldname === name);
    if (found.length > most) throw uploadFault('TOO_MANY_PHOTOS', limits);
    if (found.length === 0) throw uploadFault('PHOTO_MISSING', limits, name);
    return found.map((file) => {
      if (file.size === 0) throw new AppError('FILE_EMPTY');
      checkIsNoText(file, limits);
      return file.buffer;
    });
  });
}

/** Text in the place of a photograph, with what to do instead. Other files are for the decoders to judge. */
function checkIsNoText(
  { buffer, fieldname: field, originalname }: Express.Multer.File,
  limits: UploadLimits,
) {
  const beginning = buffer.toString('latin1', 0, TEXT_SAMPLE_BYTES);
  if (beginning.length >= BASE64_CHARACTERS_MIN && BASE64_TEXT.test(beginning.trim()))
    throw uploadFault('BASE64_FOR_PHOTO', limits, field);
  if (originalname === UNNAMED && /^[\x20-\x7e\s]*$/.test(beginning))
    throw uploadFault('TEXT_FOR_PHOTO', limits, field);
}

function parse(
  request: Request,
  response: Response,
  limits: UploadLimits,
  upload: HeldUpload,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let isOverlooked = () => false;
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
        else accept(new MulterError('LIMIT_UNEXPECTED_FILE', file.fieldname));
      },
      streamHandler: (body, parser) => {
        const boundary = boundaryOf(body.headers['content-type'] ?? '') ?? '';
        const named = new NameFiles(boundary, (name) => isFileField(limits, name));
        let taken = 0;
        for (const event of ['field', 'file']) parser.on(event, () => (taken += 1));
        isOverlooked = () => named.heads > taken;
        body.pipe(named).pipe(parser);
        onGaveWay(upload, (refusal) => {
          body.unpipe(named);
          // Makes multer drop the files that it has, and read the rest of the body into nothing.
          parser.destroy(refusal);
          // multer itself would not say so before the client has sent everything.
          reject(refusal);
        });
      },
    };
    void multer(options).any()(request, response, (error: unknown) => {
      if (error !== undefined && error !== null) reject(toUploadError(error, limits));
      // A claim may be in a part that is no `form-data`, or behind the end.
      else if (isOverlooked()) reject(uploadFault('FIELD_WITHOUT_NAME', limits));
      else resolve();
    });
  });
}

function onGaveWay({ gaveWay }: HeldUpload, act: (refusal: Error) => void): void {
  const refuse = () => act(gaveWay.reason as Error);
  gaveWay.addEventListener('abort', refuse, { once: true });
}

function toUploadError(error: unknown, limits: UploadLimits): AppError {
  const cause = { reason: reasonOf(error), cause: error };
  if (!(error instanceof MulterError)) {
    return ENDED_EARLY.test(cause.reason)
      ? uploadFault('ENDED_EARLY', limits)
      : new AppError('MULTIPART_MALFORMED', cause);
  }
  if (error.code === 'LIMIT_FILE_SIZE') return new AppError('FILE_TOO_LARGE', cause);
  const fault = FAULT_BY_MULTER[error.code];
  if (fault === undefined) return new AppError('MULTIPART_MALFORMED', cause);
  return uploadFault(fault, limits, error.field);
}
