import type { AuditAction } from '../audit/audit-entry.js';
import { QUALITY_CODES } from '../faces/embedding/photo-analysis.js';
import type { FaceEvent } from '../faces/audit/face-observer.js';
import type { Metrics } from './metrics.js';

const MODES: Partial<Record<AuditAction, string>> = {
  identify: 'identification',
  verify: 'verification',
  compare: 'comparison',
};

export function countFaces(metrics: Metrics, { action, outcome }: FaceEvent): void {
  const mode = MODES[action];
  if (mode !== undefined) {
    metrics.decisions.inc({ mode, outcome: outcome === 'SUCCESS' ? 'match' : outcome.toLowerCase() });
  } else if (action === 'enroll') {
    metrics.enrolments.inc({ outcome: outcome === 'SUCCESS' ? 'stored' : outcome.toLowerCase() });
    const reason = QUALITY_CODES.find((code) => code === outcome);
    if (reason !== undefined) metrics.qualityRejections.inc({ reason: reason.toLowerCase() });
  }
}
