import type { AppError } from '../app-error.js';
import { ERRORS, type ErrorCode } from '../error-codes.js';
import { errorSentence } from '../error-sentences/error-sentence.js';
import { faultText } from './field-faults.js';
import type { Locale } from '../locales.js';

/** RFC 9457 problem details, with our stable `code` and the request's id. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  request_id: string;
  /** The fields that did not fit. */
  errors?: { field: string; message: string }[];
  /** Of several photos, in their order. */
  photos?: PhotoVerdict[];
}

/** What an error says about one of several photos. */
export interface PhotoVerdict {
  outcome: 'fit' | 'refused';
  code?: ErrorCode;
  message?: string;
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** @param named the language that the request names; field messages are for developers, English, without it */
export function problemDetails(
  error: AppError,
  locale: Locale,
  named: Locale | undefined,
  requestId: string,
): ProblemDetails {
  const definition = ERRORS[error.code];
  return {
    type: `urn:twoinone-ml:error:${error.code}`,
    title: definition.title,
    status: definition.status,
    detail: error.detail?.[locale] ?? errorSentence(error.code, locale),
    code: error.code,
    request_id: requestId,
    ...(error.photos === undefined ? {} : { photos: error.photos.map((code) => verdictOf(code, locale)) }),
    ...(error.fields === undefined
      ? {}
      : {
          errors: error.fields.map((fault) => ({
            field: fault.field,
            message: faultText(fault, named ?? 'en'),
          })),
        }),
  };
}

function verdictOf(code: ErrorCode | null, locale: Locale): PhotoVerdict {
  return code === null
    ? { outcome: 'fit' }
    : { outcome: 'refused', code, message: errorSentence(code, locale) };
}
