import { errorSentence } from '../../common/error-sentences/error-sentence.js';
import type { Locale } from '../../common/locales.js';
import type { Hint } from '../liveness/frame-hint.js';
import type { FrameOutcome, OpenedSession } from '../liveness/liveness.service.js';
import type { SessionStatus } from '../liveness/liveness-session.js';
import type { Instruction } from '../liveness/session-progress.js';
import type {
  LivenessCancelled,
  LivenessFrameResponse,
  LivenessHint,
  LivenessInstruction,
  LivenessSessionStatus,
  OpenedLivenessSession,
} from './dto/liveness.responses.js';
import { message, type MessageKey } from './messages.js';

const INSTRUCTION_MESSAGES: Record<Instruction, MessageKey> = {
  straight: 'LOOK_STRAIGHT',
  left: 'TURN_LEFT',
  right: 'TURN_RIGHT',
  up: 'LOOK_UP',
  down: 'LOOK_DOWN',
};

export function opened(session: OpenedSession, locale: Locale): OpenedLivenessSession {
  return {
    session_id: session.id,
    session_token: session.token,
    expires_at: session.expiresAt.toISOString(),
    instruction: instruction(session.instruction, locale),
    frames_left: session.framesLeft,
  };
}

export function lookedAt(outcome: FrameOutcome, locale: Locale): LivenessFrameResponse {
  return {
    state: outcome.state,
    instruction: outcome.instruction && instruction(outcome.instruction, locale),
    hint: outcome.hint && hint(outcome.hint, locale),
    frames_left: outcome.framesLeft,
  };
}

export function status({ state, reason, liveScore, steps }: SessionStatus): LivenessSessionStatus {
  return { state, reason, live_score: liveScore, steps: [...steps] };
}

export function cancelled(locale: Locale): LivenessCancelled {
  return { success: true, message: message('LIVENESS_CANCELLED', locale) };
}

function instruction(code: Instruction, locale: Locale): LivenessInstruction {
  return { code, message: message(INSTRUCTION_MESSAGES[code], locale) };
}

function hint(code: Hint, locale: Locale): LivenessHint {
  if (code === 'FACE_UNSTEADY' || code === 'TURN_SLOWER') return { code, message: message(code, locale) };
  return { code, message: errorSentence(code, locale) };
}
