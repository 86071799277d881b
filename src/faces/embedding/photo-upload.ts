import type { Reservation } from './inference/admission.js';

/** Photographs of one request, and what is known of whoever waits for the answer. */
export interface PhotoUpload {
  /** In the order in which the route names them; each at least one byte. */
  photos: readonly Buffer[];
  /** Aborted when the client goes away before its answer. */
  gone: AbortSignal;
  /** The place in the inference queue that was kept while the body came in. */
  place: Reservation;
}
