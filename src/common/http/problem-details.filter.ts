import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { AppError } from '../app-error.js';
import type { ErrorCode } from '../error-codes.js';
import { ClientGone } from './client-gone.js';
import { methodsAt } from './methods-at.js';
import { sendProblem } from './send-problem.js';

const CODE_BY_STATUS: Partial<Record<number, ErrorCode>> = {
  400: 'VALIDATION_FAILED',
  401: 'TOKEN_INVALID',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'MULTIPART_REQUIRED',
  429: 'RATE_LIMITED',
};

/** Renders every error as problem details. What is unknown is logged once and answered as a generic 500. */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    if (exception instanceof ClientGone) {
      this.logger.debug(exception.message);
      return;
    }
    const error = toAppError(exception, request);
    this.log(error);
    if (response.headersSent || response.destroyed) return;
    sendProblem(request, response, error);
  }

  /** What was refused is in the request's own line. */
  private log(error: AppError): void {
    const line = `${error.code}: ${error.message}`;
    if (error.status === 500)
      this.logger.error(line, error.cause instanceof Error ? error.cause.stack : undefined);
    else if (error.status > 500) this.logger.warn(line);
  }
}

function toAppError(exception: unknown, request: Request): AppError {
  if (exception instanceof AppError) return exception;
  if (exception instanceof NotFoundException) return nothingHere(request);
  const status = httpStatusOf(exception);
  const code = status === undefined ? undefined : CODE_BY_STATUS[status];
  // Their messages quote the request, e.g. its path, and people's names travel there: not for the log.
  if (code !== undefined) return new AppError(code);
  if (status !== undefined && status < 500) return new AppError('VALIDATION_FAILED');
  return new AppError('INTERNAL_ERROR', { reason: messageOf(exception), cause: exception });
}

/** No route took the request: of that address, or of its method. */
function nothingHere(request: Request): AppError {
  const allow = methodsAt(request);
  return allow.length === 0 ? new AppError('NOT_FOUND') : new AppError('METHOD_NOT_ALLOWED', { allow });
}

/** Nest's exceptions, and the errors of Express middleware (`http-errors`), carry their status. */
function httpStatusOf(exception: unknown): number | undefined {
  if (exception instanceof HttpException) return exception.getStatus();
  if (exception instanceof Error && 'status' in exception && typeof exception.status === 'number') {
    return exception.status;
  }
  return undefined;
}

function messageOf(exception: unknown): string {
  return exception instanceof Error ? exception.message : 'not an Error was thrown';
}
