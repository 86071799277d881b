import { AppError } from '../common/app-error.js';

/**
 * A refused token: the client learns only "invalid token", the log gets the reason. Reasons are fixed phrases: nothing
 * that came with the token may reach a log line.
 */
export function tokenRefused(reason: string, cause?: unknown): AppError {
  return new AppError('TOKEN_INVALID', { reason, cause });
}
