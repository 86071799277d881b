import { isNativeError } from 'node:util/types';
import { QueryFailedError } from 'typeorm';
import { AppError } from '../common/app-error.js';
import { codeOf } from './error-code.js';
import { ServerSettingsError } from './server/server-places.js';
import { DirectoryInUseError } from './embedded/directory-lock.js';

/** Seconds after which a client may try again; the service itself reconnects with the next request. */
const RETRY_AFTER_S = 5;

/** SQLSTATE classes and codes that say "not now" instead of "wrong" (PostgreSQL manual, appendix A). */
const UNAVAILABLE_STATES = [
  /^08/, // connection exceptions
  /^53/, // disk full, out of memory, too many connections
  /^57P0[1-5]$/, // shut down, crashed, starting, dropped, idle too long
  /^57014$/, // statement timeout
  /^58/, // the server's own system errors
  /^25006$/, // read-only: a standby, or a server that stopped writing
  /^25P03$/, // idle in transaction too long
  /^55P03$/, // lock timeout
  /^XX/, // internal error, corruption
  // Not as it was at the start:
  /^(28|3D000$|3F000$)/, // the login, the database or the schema
  /^42501$/, // a right
  /^42(P01|703|883)$/, // a table, a column, a function
];

const UNAVAILABLE_CODES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'QUERY_TIMEOUT', 'EDATADIRINUSE'],
]);

/** pg-pool 3, for a connection that was not to be had in time, be it that the server does not answer or that all are taken. */
const CONNECTION_TIMEOUTS = [
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
];

export function isConnectionTimeout(error: unknown): boolean {
  return isNativeError(error) && CONNECTION_TIMEOUTS.some((message) => error.message.startsWith(message));
}

/** Without codes: verbatim beginnings of messages of pg 8.23, pg-pool 3 and TypeORM 1.1. */
const UNAVAILABLE_MESSAGES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Client has encountered a connection error',
  'Client was closed and is not queryable',
  'Query read timeout',
  'Cannot use a pool after calling end on the pool',
  'Driver not Connected',
  // TypeORM, when the connection broke between two statements.
  'Query runner already released',
  'Database connection provided by a query runner was already released',
];

/** Whether the database could not be reached or could not do its work, as opposed to having refused a request. */
function isDatabaseUnavailable(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  if (error instanceof QueryFailedError) return isDatabaseUnavailable(driverErrorOf(error));
  const several = errorsIn(error);
  if (several !== null) return several.some(isDatabaseUnavailable);
  const code = codeOf(error);
  if (code !== null && UNAVAILABLE_CODES.has(code)) return true;
  if (code !== null && /^[0-9A-Z]{5}$/.test(code))
    return UNAVAILABLE_STATES.some((state) => state.test(code));
  return UNAVAILABLE_MESSAGES.some((message) => error.message.startsWith(message));
}

/** SQLSTATE class 22, data exceptions: a value of the request that no check before the database has caught. */
function isValueRefused(error: unknown): boolean {
  return error instanceof QueryFailedError && codeOf(error.driverError)?.startsWith('22') === true;
}

/** @returns DB_UNAVAILABLE for an outage, VALIDATION_FAILED for a value that does not fit, the error itself otherwise */
export function toAppError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (isDatabaseUnavailable(error)) return databaseUnavailable(describe(error), error);
  if (!isValueRefused(error)) return error;
  return new AppError('VALIDATION_FAILED', { reason: 'the database refused a value', cause: error });
}

export function databaseUnavailable(reason: string, cause?: unknown): AppError {
  return new AppError('DB_UNAVAILABLE', { reason, cause, retryAfterS: RETRY_AFTER_S });
}

/** SQLSTATE 28 wrong password, 3D no such database, 42501 no right; Node's codes for a certificate that does not do. */
const PERMANENT_CODES = /^(28|3D|42501$|CERT_|ERR_TLS|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/;

/** Trying again soon cannot help. */
export function isPermanent(error: unknown): boolean {
  const code = codeOf(error);
  if (error instanceof DirectoryInUseError || error instanceof ServerSettingsError) return true;
  return code !== null && PERMANENT_CODES.test(code);
}

/** PostgreSQL's own error of a query that failed; the error itself otherwise. */
export function driverErrorOf(error: unknown): unknown {
  return error instanceof QueryFailedError ? error.driverError : error;
}

/** One line for the log. Node reports a refused connection to `localhost` as an AggregateError without a message. */
export function describe(error: unknown): string {
  const several = errorsIn(error);
  if (several !== null) return several.map(describe).join('; ');
  return isNativeError(error) ? error.message : String(error);
}

function errorsIn(error: unknown): unknown[] | null {
  return isNativeError(error) && 'errors' in error && Array.isArray(error.errors) ? error.errors : null;
}
