import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../app-error.js';
import type { ErrorCode } from '../error-codes.js';
import { DEFAULT_LOCALE } from '../locales.js';
import { PROBLEM_CONTENT_TYPE, problemDetails } from './problem-details.js';

const CODE_BY_FAULT: Partial<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'PAYLOAD_TOO_LARGE',
};

/** Answers bytes that are no request, and headers that never end, with problem details, and closes their connection. */
export function refuseUnparsed({ code: fault = '' }: NodeJS.ErrnoException, socket: Socket): void {
  const error = new AppError(CODE_BY_FAULT[fault] ?? 'VALIDATION_FAILED');
  const requestId = randomUUID();
  const body = JSON.stringify(problemDetails(error, DEFAULT_LOCALE, undefined, requestId));
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`,
    'Connection: close',
    'Cache-Control: no-store',
    `Content-Type: ${PROBLEM_CONTENT_TYPE}; charset=utf-8`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}
