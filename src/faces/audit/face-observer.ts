import type { AuditAction } from '../../audit/audit-entry.js';

/** What came of one operation, without whom it concerned: `SUCCESS`, or the code of the refusal or of the "no". */
export interface FaceEvent {
  action: AuditAction;
  outcome: string;
}

/** Hears every event as it is recorded, for metrics. Must not throw. */
export type FaceObserver = (event: FaceEvent) => void;

/** Injection token of the observer; nobody has to provide one. */
export const FACE_OBSERVER = Symbol('FACE_OBSERVER');
