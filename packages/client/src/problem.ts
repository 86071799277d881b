import type { Problem } from './answers.js';
import { retryAfterMs } from './retry.js';

/** An answer that is not a success: problem details (RFC 9457), or only a status when a proxy answered. */
export class FaceServiceError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | undefined,
    /** After how many seconds a retry makes sense, where the service says so. */
    readonly retryAfterS?: number,
  ) {
    super(problem?.detail ?? `The service answered ${status}`);
    this.name = 'FaceServiceError';
  }

  get code(): Problem['code'] | undefined {
    return this.problem?.code;
  }
}

/** @throws FaceServiceError for every other answer than a success */
export function answered<Answer>(result: { data?: Answer; error?: unknown; response: Response }): Answer {
  if (result.response.ok && result.data !== undefined) return result.data;
  const { status, headers } = result.response;
  const waitMs = retryAfterMs(headers.get('retry-after'));
  throw new FaceServiceError(
    status,
    isProblem(result.error) ? result.error : undefined,
    waitMs === undefined ? undefined : Math.ceil(waitMs / 1_000),
  );
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}
