import { operations, type Operation } from '../common/operations.js';
import type { Metrics } from './metrics.js';

/** Times every step that is announced. @returns ends it */
export function observeOperations(metrics: Metrics): () => void {
  const started = new WeakMap<Operation, number>();
  const failed = new WeakSet<Operation>();
  const subscribers = {
    start: (operation: Operation) => void started.set(operation, performance.now()),
    end: () => undefined,
    asyncStart: () => undefined,
    error: (operation: Operation) => void failed.add(operation),
    asyncEnd: (operation: Operation) => {
      const outcome = failed.has(operation) ? 'failed' : 'done';
      const seconds = (performance.now() - (started.get(operation) ?? NaN)) / 1000;
      if (Number.isFinite(seconds))
        metrics.operationSeconds.observe({ operation: operation.name, outcome }, seconds);
    },
  };
  operations.subscribe(subscribers);
  return () => operations.unsubscribe(subscribers);
}
