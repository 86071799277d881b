import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { ERRORS, type ErrorCode } from '../error-codes.js';
import { PROBLEM_CONTENT_TYPE } from '../http/problem-details.js';
import { problemExample, PROBLEM_SCHEMA_REF } from './problem.schema.js';

/** What any route can answer, whatever it does. */
const ANYWHERE = [
  'VALIDATION_FAILED',
  'REQUEST_TIMEOUT',
  'HEADERS_TOO_LARGE',
  'INTERNAL_ERROR',
  'SHUTTING_DOWN',
] as const;
const LIMITED = ['RATE_LIMITED'] as const;
const TOKEN = [
  'TOKEN_MISSING',
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'AUTHORIZATION_AMBIGUOUS',
  'AUTH_UNAVAILABLE',
] as const;

const HEADERS_BY_STATUS: Partial<Record<number, Record<string, object>>> = {
  401: { 'WWW-Authenticate': { description: '`Bearer`', schema: { type: 'string' } } },
  429: retryAfter(),
  503: retryAfter(),
};

/** Documents the error codes of a public route: one response a status, with one example a code. */
export function ApiProblems(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  const all = [...new Set([...codes, ...ANYWHERE])];
  const statuses = new Set(all.map((code) => ERRORS[code].status));
  return applyDecorators(
    ...[...statuses].map((status) =>
      ApiResponse(
        responseOf(
          status,
          all.filter((code) => ERRORS[code].status === status),
        ),
      ),
    ),
  );
}

/** As `ApiProblems`, for a route that looks at a token. */
export function ApiProblemsWithToken(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  return ApiProblems(...TOKEN, ...LIMITED, ...codes);
}

function responseOf(status: number, codes: readonly ErrorCode[]): Parameters<typeof ApiResponse>[0] {
  return {
    status,
    description: codes.map((code) => `\`${code}\` – ${ERRORS[code].title}`).join('  \n'),
    headers: { ...requestIdHeader(), ...HEADERS_BY_STATUS[status] },
    content: {
      [PROBLEM_CONTENT_TYPE]: {
        schema: { $ref: PROBLEM_SCHEMA_REF },
        examples: Object.fromEntries(
          codes.map((code) => [code, { summary: ERRORS[code].title, value: problemExample(code) }]),
        ),
      },
    },
  };
}

export function requestIdHeader(): Record<string, object> {
  return {
    'X-Request-Id': { description: 'Id of this request in the log.', schema: { type: 'string' } },
  };
}

function retryAfter(): Record<string, object> {
  return {
    'Retry-After': {
      description: 'Seconds until a retry makes sense.',
      schema: { type: 'integer', minimum: 1 },
    },
  };
}
