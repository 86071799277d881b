import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import type { Scope } from '../../auth/scopes.js';
import type { Env } from '../../config/env.schema.js';
import type { Direction } from './challenge.js';
import type { Moment } from './session-clock.js';
import type { Failure, Phase, Progress } from './session-progress.js';

export const PURPOSES = ['enroll', 'verify'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Whether a plain photo is not enough. */
export function isLivenessRequired(mode: Env['LIVENESS'], purpose: Purpose): boolean {
  return mode === 'required' || (mode === 'enroll' && purpose === 'enroll');
}

export const SESSION_STATES = ['CREATED', 'RUNNING', 'PASSED', 'FAILED', 'EXPIRED', 'CONSUMED'] as const;
export type SessionState = (typeof SESSION_STATES)[number];

/** What a session may be used for, and by whom. */
export interface SessionUse {
  purpose: Purpose;
  /** null: an anonymous caller. */
  creator: string | null;
  /** null: to find out who it is. */
  userId: string | null;
  /** Version of the recognition pipeline that made, or would compare, its encodings. */
  model: string;
}

export interface NewSession extends SessionUse {
  id: string;
  creatorRole: AuthenticatedUser['role'] | null;
  creatorScopes: readonly Scope[];
}

/** As its creator may see it. */
export interface SessionStatus {
  state: SessionState;
  reason: Failure | null;
  liveScore: number | null;
  /** The directions that were asked for, in their order. */
  steps: readonly Direction[];
}

/** A session whose next frame is being looked at; nobody else can touch it meanwhile. */
export interface ClaimedSession extends SessionUse {
  creatorRole: AuthenticatedUser['role'] | null;
  creatorScopes: readonly Scope[];
  /** When the frame arrived. */
  arrived: Moment;
  phase: Phase['kind'];
}

/** Why a frame is not looked at. */
export type FrameRefusal = 'unknown' | 'ended' | 'out-of-order' | 'too-soon';

/** What becomes of a session with one frame. */
export interface SessionChange {
  state: 'RUNNING' | 'PASSED' | 'FAILED';
  reason: Failure | null;
  liveScore: number | null;
  steps: readonly Direction[];
  progress: Progress | null;
}
