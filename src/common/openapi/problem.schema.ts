import type { ProblemDetails } from '../http/problem-details.js';
import { ERRORS, type ErrorCode } from '../error-codes.js';
import { errorSentence } from '../error-sentences/error-sentence.js';
import { DEFAULT_LOCALE, LOCALES } from '../locales.js';

export const PROBLEM_SCHEMA_NAME = 'Problem';
export const PROBLEM_SCHEMA_REF = `#/components/schemas/${PROBLEM_SCHEMA_NAME}`;

const EXAMPLE_REQUEST_ID = '6f0d6f8e-6d0b-4a51-9a55-3a1d2f2c7b10';

/** RFC 9457 problem details as `common/http/problem-details.ts` writes them. */
export function problemSchema(): object {
  return {
    type: 'object',
    description:
      'Problem details (RFC 9457). Programs read `code`; `detail` is for the person, in their language.',
    required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
    properties: {
      type: { type: 'string', format: 'uri', description: '`urn:twoinone-ml:error:` and the code.' },
      title: { type: 'string', description: 'The kind of error, in English, for developers.' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: {
        type: 'string',
        description: `One plain sentence for the person, by \`Accept-Language\` (${LOCALES.join(', ')}).`,
      },
      code: { type: 'string', enum: Object.keys(ERRORS), description: 'Stable.' },
      request_id: { type: 'string', description: 'The same as `X-Request-Id` and in the log.' },
      errors: {
        type: 'array',
        description:
          'The fields that did not fit; in English, or in the language that `Accept-Language` names.',
        items: {
          type: 'object',
          required: ['field', 'message'],
          properties: { field: { type: 'string' }, message: { type: 'string' } },
        },
      },
      photos: {
        type: 'array',
        description:
          'Where several photos were sent and one of them is at fault: what stands against each, in their order.',
        items: {
          type: 'object',
          required: ['outcome'],
          properties: {
            outcome: { type: 'string', enum: ['fit', 'refused'] },
            code: { type: 'string', enum: Object.keys(ERRORS) },
            message: { type: 'string' },
          },
        },
      },
    },
  };
}

/** Of the codes that name fields. */
const ERRORS_BY_FIELD: Partial<Record<ErrorCode, ProblemDetails['errors']>> = {
  VALIDATION_FAILED: [{ field: 'limit', message: 'limit must not be less than 1' }],
  FIELD_UNKNOWN: [{ field: 'userId', message: 'this form has no such field' }],
};

export function problemExample(code: ErrorCode): Record<string, unknown> {
  const { status, title } = ERRORS[code];
  return {
    type: `urn:twoinone-ml:error:${code}`,
    title,
    status,
    detail: errorSentence(code, DEFAULT_LOCALE),
    code,
    request_id: EXAMPLE_REQUEST_ID,
    ...(code in ERRORS_BY_FIELD ? { errors: ERRORS_BY_FIELD[code] } : {}),
  };
}
