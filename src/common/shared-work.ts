/** Callers at the same time share one run of `work`: a flood of probes costs the database one query at a time. */
export function sharedWork<T>(work: () => PromiseLike<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= Promise.resolve(work()).finally(() => {
      running = undefined;
    });
    return running;
  };
}
