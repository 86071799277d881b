import { jest } from '@jest/globals';

/**
 * Does the work while no `setTimeout` of this process ends but by `pass`: what a server or a child process does in its own time then
 * comes before our deadlines, however busy the machine is.
 */
export async function withHeldTimeouts<T>(work: (pass: (ms: number) => void) => Promise<T>): Promise<T> {
  jest.useFakeTimers({
    doNotFake: [
      ...(['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
      ...(['setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
    ],
  });
  try {
    return await work((ms) => jest.advanceTimersByTime(ms));
  } finally {
    jest.useRealTimers();
  }
}
