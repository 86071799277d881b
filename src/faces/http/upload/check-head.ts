import type { Request } from 'express';
import { AppError } from '../../../common/app-error.js';
import { fieldUnknown } from '../field-unknown.js';
import { boundaryOf } from './name-files.js';
import { isJson, jsonBytesMax } from './read-json.js';
import { uploadFault } from './upload-faults.js';
import { ENVELOPE_BYTES, type UploadLimits } from './upload-limits.js';

/** Refuses what its address and headers already show to be hopeless, before a byte of the body is read. */
export function checkUploadHead(request: Request, limits: UploadLimits): void {
  const parameter = Object.keys(request.query).find((name) => !limits.queries.includes(name));
  if (parameter !== undefined) throw fieldUnknown(parameter, 'this route has no such query parameter');
  const contentType = request.headers['content-type'];
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  if (contentType === undefined) throw uploadFault('NOTHING_SENT', limits);
  if (isJson(request)) {
    if (length > jsonBytesMax(limits)) throw new AppError('FILE_TOO_LARGE');
    return;
  }
  if (!/^multipart\/form-data\b/i.test(contentType)) throw new AppError('MULTIPART_REQUIRED');
  if (boundaryOf(contentType) === undefined) throw uploadFault('NO_BOUNDARY', limits);
  if (length > limits.maxTotalBytes + ENVELOPE_BYTES) throw new AppError('FILE_TOO_LARGE');
}
