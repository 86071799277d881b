import type { Request } from 'express';
import { refuseStrayToken } from '../../../auth/stray-token.js';
import { logTokenRefusal } from '../../../auth/token-refusal.js';
import { fieldUnknown } from '../field-unknown.js';
import { TEXT_BYTES_MAX, uploadFault } from './upload-faults.js';
import { isFileField, type UploadLimits } from './upload-limits.js';

/**
 * A field that is not known may be a known one that was misspelt: to overlook `userId` would answer another question.
 * @throws AppError FIELD_UNKNOWN, FILE_*, and TOKEN_INVALID for a token among them
 */
export function checkTextFields(request: Request, limits: UploadLimits): void {
  checkTokens(request);
  for (const [field, value] of Object.entries((request.body ?? {}) as Record<string, unknown>)) {
    if (isFileField(limits, field)) throw uploadFault('TEXT_FOR_PHOTO', limits, field);
    if (isNested(field, value)) throw uploadFault('NESTED_FIELD', limits, field);
    if (!limits.texts.includes(field)) throw fieldUnknown(field, 'this form has no such field');
    if (typeof value !== 'string') throw uploadFault('REPEATED_FIELD', limits, field);
    if (value.length > TEXT_BYTES_MAX) throw uploadFault('FIELD_TOO_LONG', limits, field);
  }
}

export function isSubstituted(body: unknown, { substitute }: UploadLimits): boolean {
  return substitute !== undefined && Object.hasOwn(body ?? {}, substitute);
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

/** `a[b]` and `__proto__`: multer's parser makes objects of them. */
function isNested(name: string, value: unknown): boolean {
  return name.startsWith('__') || (typeof value === 'object' && !Array.isArray(value));
}
