import { ERRORS, type ErrorCode } from './error-codes.js';
import type { Sentence } from './locales.js';

/** One field of the request that did not fit. */
export interface FieldFault {
  field: string;
  /** What is wrong with it, in English. */
  english: string;
  /** The name of the rule that it breaks, and the rule's parameters, for the other languages. */
  rule: string;
  parameters: readonly string[];
}

export interface AppErrorOptions {
  /** For the log only; never sent to the client. */
  reason?: string;
  cause?: unknown;
  /** Told to the person instead of the code's own sentence. */
  detail?: Sentence;
  /** Seconds, sent as `Retry-After`. */
  retryAfterS?: number;
  /** Methods that the address answers, sent as `Allow`. */
  allow?: readonly string[];
  /** Fields of the request that did not fit; sent to the client. */
  fields?: readonly FieldFault[];
  /** Of several photos, in their order: what stands against each, null for one that is fit; sent to the client. */
  photos?: readonly (ErrorCode | null)[] | undefined;
}

/** The one error that reaches clients; the filter renders it as problem details (RFC 9457). */
export class AppError extends Error {
  readonly status: number;
  readonly retryAfterS: number | undefined;
  readonly detail: AppErrorOptions['detail'];
  readonly fields: AppErrorOptions['fields'];
  readonly photos: AppErrorOptions['photos'];
  readonly allow: AppErrorOptions['allow'];

  constructor(
    readonly code: ErrorCode,
    options: AppErrorOptions = {},
  ) {
    super(options.reason ?? ERRORS[code].title, { cause: options.cause });
    this.name = 'AppError';
    this.status = ERRORS[code].status;
    this.detail = options.detail;
    this.retryAfterS = options.retryAfterS;
    this.fields = options.fields;
    this.photos = options.photos;
    this.allow = options.allow;
  }
}
