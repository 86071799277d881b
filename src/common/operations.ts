import { tracingChannel } from 'node:diagnostics_channel';

/** Steps of a request whose duration is worth knowing. A name only: nothing about whom they concern. */
export type OperationName = 'inference' | 'gallery.search' | 'database.read' | 'database.transaction';

export interface Operation {
  name: OperationName;
}

/**
 * Announces each step's start and end to whoever listens (metrics, traces), so that no room has to know them. Costs next
 * to nothing while nobody does.
 */
export const operations = tracingChannel<unknown, Operation>('twoinone-ml:operation');

/** Does the work as a step of that name; the outcome is the work's own. */
export function measured<T>(name: OperationName, work: () => Promise<T>): Promise<T> {
  return operations.tracePromise(work, { name });
}
