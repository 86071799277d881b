import type { Request, Response } from 'express';
import type { AppError } from '../app-error.js';
import { noteOutcome } from '../logging/outcome.js';
import { localeOf, namedLocaleOf } from './locale.js';
import { PROBLEM_CONTENT_TYPE, problemDetails } from './problem-details.js';
import { requestIdOf } from './request-id.js';

/** Answers with the error as problem details, in the person's language. */
export function sendProblem(request: Request, response: Response, error: AppError): void {
  const { code, status, message } = error;
  noteOutcome(response, status < 500 ? { code, reason: message } : { code });
  response.setHeader('Cache-Control', 'no-store');
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (error.allow !== undefined) response.setHeader('Allow', error.allow.join(', '));
  if (error.retryAfterS !== undefined)
    response.setHeader('Retry-After', Math.max(1, Math.ceil(error.retryAfterS)));
  const problem = problemDetails(error, localeOf(request), namedLocaleOf(request), requestIdOf(request));
  response.status(status).type(PROBLEM_CONTENT_TYPE).end(JSON.stringify(problem));
}
