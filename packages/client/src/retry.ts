export interface RetryOptions {
  /** Attempts in all, the first included. */
  attempts: number;
  /** A longer wait is not waited for: the answer is handed on as it is. */
  maxWaitMs: number;
}

export const RETRY_DEFAULTS: RetryOptions = { attempts: 4, maxWaitMs: 10_000 };

const RETRIABLE = new Set([429, 503]);
const FIRST_BACKOFF_MS = 250;

/**
 * A `fetch` that repeats what the service refused for the moment (429, 503), after `Retry-After` or, without it, after
 * a growing time. What is refused was not stored; only when the database breaks in the very commit a repeated enrolment keeps
 * the same photo twice.
 */
export function retryingFetch(
  send: (request: Request) => Promise<Response>,
  { attempts, maxWaitMs }: RetryOptions = RETRY_DEFAULTS,
): (request: Request) => Promise<Response> {
  return async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      const response = await send(request.clone());
      if (!RETRIABLE.has(response.status) || attempt >= attempts) return response;
      const waitMs = retryAfterMs(response.headers.get('retry-after')) ?? backoffMs(attempt);
      if (waitMs > maxWaitMs) return response;
      await response.body?.cancel();
      await pause(waitMs, request.signal);
    }
  };
}

/** RFC 9110 §10.2.3: seconds or a date; undefined when there is neither. */
export function retryAfterMs(value: string | null, now = Date.now()): number | undefined {
  if (value === null || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** With jitter, so that clients refused together do not come back together. */
function backoffMs(attempt: number): number {
  return FIRST_BACKOFF_MS * 2 ** (attempt - 1) * (0.5 + Math.random());
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
