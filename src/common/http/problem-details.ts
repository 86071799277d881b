import type { AppError, FieldFault } from '../app-error.js';
import { ERRORS, type ErrorCode } from '../error-codes.js';
import type { Locale } from './locale.js';

/** RFC 9457 problem details, with our stable `code` and the request's id. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  request_id: string;
  errors?: FieldFault[];
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

export function problemDetails(error: AppError, locale: Locale, requestId: string): ProblemDetails {
  const definition = ERRORS[error.code];
  return {
    type: `urn:twoinone-ml:error:${error.code}`,
    title: definition.title,
    status: definition.status,
    detail: definition[locale],
    code: error.code,
    request_id: requestId,
    ...(error.fields === undefined ? {} : { errors: [...error.fields] }),
  };
}
