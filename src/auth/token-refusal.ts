import { Logger } from '@nestjs/common';
import { JsonWebTokenError } from '@nestjs/jwt';
import { AppError } from '../common/app-error.js';

const logger = new Logger('Tokens');

/** What its owner can mend alone, by signing in again; found out after the signature, so that nobody else learns it. */
const EXPIRED = 'expired';

/** What jsonwebtoken says, in the words of the claims' own rules. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['invalid signature', 'wrong signature'],
  ['jwt expired', EXPIRED],
  ['jwt not active', 'not valid yet'],
  ['invalid exp value', 'exp is not a date'],
  ['invalid nbf value', 'nbf is not a date'],
]);

/**
 * A refused token: the client learns only "invalid token" or that it has expired, the log gets the reason. Reasons are fixed
 * phrases: nothing that came with the token may reach a log line.
 */
export function tokenRefused(reason: string, cause?: unknown): AppError {
  return new AppError(reason === EXPIRED ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID', { reason, cause });
}

/** The answer to whatever stood against a token: our own refusals as they are, jsonwebtoken's as 401, the rest is our fault. */
export function refusalOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof JsonWebTokenError) {
    return tokenRefused(REASONS.get(error.message) ?? 'signature not verifiable', error);
  }
  return new AppError('AUTH_UNAVAILABLE', { reason: 'key unusable', cause: error });
}

/** A request without a token is everyday; whoever sends a bad one is worth a line. Outages are logged as errors. */
export function logTokenRefusal(error: unknown): void {
  if (error instanceof AppError && error.status < 500 && error.code !== 'TOKEN_MISSING') {
    logger.warn(`Token refused: ${error.message}`);
  }
}
