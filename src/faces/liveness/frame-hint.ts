import { QUALITY_CODES } from '../embedding/photo-analysis.js';
import { LIVENESS_RULES } from './liveness-rules.js';
import type { FrameFace, SessionFrame } from './session-frame.js';
import type { Phase } from './session-progress.js';

/** What keeps a frame from counting, and the person can change. */
export const HINTS = ['NO_FACE', 'SEVERAL_FACES', ...QUALITY_CODES, 'FACE_UNSTEADY', 'TURN_SLOWER'] as const;
export type Hint = (typeof HINTS)[number];

/** These spoil the geometry at any moment; a turning head may also be blurred, and is turned away. */
const ALWAYS_SPOILING: ReadonlySet<Hint> = new Set<Hint>([
  'FACE_CUT_OFF',
  'FACE_TOO_SMALL',
  'FACE_TOO_DARK',
  'FACE_TOO_BRIGHT',
  'FACE_LOW_CONTRAST',
]);

/** The face of a frame that counts, or why it does not. */
export function usableFace({ face }: SessionFrame, phase: Phase): FrameFace | Hint {
  if (typeof face === 'string') return face;
  const spoiling = face.findings.find((code) => ALWAYS_SPOILING.has(code));
  if (spoiling !== undefined) return spoiling;
  if (face.landmarkSpread > LIVENESS_RULES.landmarkSpread) return 'FACE_UNSTEADY';
  return (phase.kind === 'neutral' ? neutralFault(face) : null) ?? face;
}

function neutralFault({ yaw, roll, interocularPx, findings }: FrameFace): Hint | null {
  if (interocularPx < LIVENESS_RULES.interocularPx) return 'FACE_TOO_SMALL';
  if (Math.abs(yaw) > LIVENESS_RULES.neutralYaw) return 'FACE_TURNED_AWAY';
  if (Math.abs(roll) > LIVENESS_RULES.neutralRoll) return 'FACE_TILTED';
  return findings[0] ?? null;
}
