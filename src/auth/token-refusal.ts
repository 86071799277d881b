import { Logger } from '@nestjs/common';
import { AppError } from '../common/app-error.js';

const logger = new Logger('Tokens');

/**
 * A refused token: the client learns only "invalid token", the log gets the reason. Reasons are fixed phrases: nothing
 * that came with the token may reach a log line.
 */
export function tokenRefused(reason: string, cause?: unknown): AppError {
  return new AppError('TOKEN_INVALID', { reason, cause });
}

/** A request without a token is everyday; whoever sends a bad one is worth a line. Outages are logged as errors. */
export function logTokenRefusal(error: unknown): void {
  if (error instanceof AppError && error.status < 500 && error.code !== 'TOKEN_MISSING') {
    logger.warn(`Token refused: ${error.message}`);
  }
}
