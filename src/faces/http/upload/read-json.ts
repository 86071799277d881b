import type { Request } from 'express';
import { imageNameOf } from '../../../common/accepted-photos.js';
import { AppError } from '../../../common/app-error.js';
import { checkTextFields, isSubstituted } from './check-fields.js';
import { JsonForm } from './json-form.js';
import type { HeldUpload } from './upload-budget.js';
import { uploadFault } from './upload-faults.js';
import { ENVELOPE_BYTES, type UploadLimits } from './upload-limits.js';

/** Base64 writes three bytes as four characters; a line each 76 of them is allowed for. */
const CHARACTERS_PER_BYTE = (4 / 3) * (78 / 76);

export function isJson(request: Request): boolean {
  return /^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '');
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
  const { texts, photos } = await readForm(request, limits, upload);
  request.body = Object.fromEntries(texts);
  checkTextFields(request, limits);
  if (isSubstituted(request.body, limits)) {
    if (photos.size > 0) throw uploadFault('PHOTO_AND_SUBSTITUTE', limits, limits.substitute);
    return [];
  }
  return limits.fields.flatMap(({ name }) => {
    const found = photos.get(name);
    if (found === undefined) throw uploadFault('PHOTO_MISSING', limits, imageNameOf(name));
    return found;
  });
}

function readForm(request: Request, limits: UploadLimits, upload: HeldUpload): Promise<JsonForm> {
  return new Promise((resolve, reject) => {
    const form = new JsonForm(limits, upload);
    let bytes = 0;
    const give = (error: Error) => {
      request.removeAllListeners('data').resume();
      reject(error);
    };
    const trying = (step: () => void) => {
      try {
        step();
      } catch (error) {
        give(error as Error);
      }
    };
    request.on('data', (chunk: Buffer) =>
      trying(() => {
        bytes += chunk.length;
        if (bytes > jsonBytesMax(limits)) throw new AppError('FILE_TOO_LARGE');
        form.write(chunk);
      }),
    );
    request.once('end', () =>
      trying(() => {
        form.end();
        resolve(form);
      }),
    );
    request.once('close', () => give(uploadFault('ENDED_EARLY', limits)));
    upload.gaveWay.addEventListener('abort', () => give(upload.gaveWay.reason as Error), { once: true });
  });
}
