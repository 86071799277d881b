import { randomInt, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { isAllowed } from '../../auth/scopes.js';
import { AppError } from '../../common/app-error.js';
import { AppConfig } from '../../config/app-config.js';
import { FaceAudit, type FaceOperation } from '../audit/face-audit.js';
import { FaceEmbeddingService } from '../embedding/face-embedding.service.js';
import { RECOGNITION_MODEL } from '../embedding/models/recognition-model.provider.js';
import type { RecognitionModel } from '../embedding/models/recognition-model.js';
import type { PhotoUpload } from '../embedding/photo-upload.js';
import { FaceMatcher } from '../recognition/face-matcher.js';
import type { Requester } from '../verification-lock/requester.js';
import { VerificationLockService } from '../verification-lock/verification-lock.service.js';
import { advance } from './advance.js';
import { ContinuityLimit } from './continuity.js';
import type { Hint } from './frame-hint.js';
import { LIVE_SCORE_MIN, LIVENESS_RULES } from './liveness-rules.js';
import type { ClaimedSession, Purpose, SessionChange, SessionStatus } from './liveness-session.js';
import { LivenessSessionsRepository } from './liveness-sessions.repository.js';
import { answeredAt } from './session-clock.js';
import { faceOf, type SessionFrame } from './session-frame.js';
import { type Instruction, instructionOf, isAsked, type Progress } from './session-progress.js';
import { SessionTokens } from './session-tokens.js';

export interface OpenedSession {
  id: string;
  token: string;
  expiresAt: Date;
  instruction: Instruction;
  framesLeft: number;
}

export interface FrameOutcome {
  state: SessionChange['state'];
  /** null once the session has ended. */
  instruction: Instruction | null;
  hint: Hint | null;
  framesLeft: number;
}

type Applied = SessionChange & { hint: Hint | null; begins: boolean };

/** Runs sessions: who may open one, what each frame makes of it, and what is on record. Keeps no picture. */
@Injectable()
export class LivenessService {
  constructor(
    private readonly config: AppConfig,
    private readonly sessions: LivenessSessionsRepository,
    private readonly tokens: SessionTokens,
    private readonly embedding: FaceEmbeddingService,
    private readonly locks: VerificationLockService,
    private readonly audit: FaceAudit,
    private readonly continuity: ContinuityLimit,
    private readonly matcher: FaceMatcher,
    @Inject(RECOGNITION_MODEL) private readonly model: RecognitionModel,
  ) {}

  /**
   * @param claimedId whom it is to be used for; `me` is the caller. Enrolment without one is the caller's own
   * @throws AppError NOT_FOUND where sessions are off, TOKEN_MISSING, FORBIDDEN, VERIFICATION_LOCKED
   */
  async open(purpose: Purpose, claimedId: string | undefined, requester: Requester): Promise<OpenedSession> {
    this.checkOn();
    const { user: caller } = requester;
    const userId = usableFor(purpose, claimedId, caller);
    const operation: FaceOperation = { action: 'liveness', caller, subject: userId ?? undefined };
    return this.audit.refusals(operation, async () => {
      this.checkCaller(purpose, userId, caller);
      if (purpose === 'verify' && userId !== null) await this.checkNotLocked(requester, userId);
      const id = randomUUID();
      const expiresAt = await this.sessions.create({
        id,
        purpose,
        creator: caller?.id ?? null,
        creatorRole: caller?.role ?? null,
        creatorScopes: caller?.scopes ?? [],
        userId,
        model: this.model.version,
      });
      const token = await this.tokens.issue(id);
      return { id, token, expiresAt, instruction: 'straight', framesLeft: LIVENESS_RULES.frames };
    });
  }

  /**
   * Looks at the next frame of a session.
   * @throws AppError NOT_FOUND, LIVENESS_ENDED, LIVENESS_OUT_OF_ORDER, RATE_LIMITED; what `FaceEmbeddingService.analyze` throws, and
   *   the frame is then used up
   */
  async lookAt(id: string, seq: number, { photos, gone, place }: PhotoUpload): Promise<FrameOutcome> {
    this.checkOn();
    const [photo] = photos;
    if (photo === undefined) throw new Error('A frame needs a photo');
    const claimed = await this.sessions.claim(id, seq);
    if (typeof claimed === 'string') throw refusalOf(claimed);
    let applied: Applied | undefined;
    try {
      const kind = await this.frameKind(claimed);
      const face = faceOf(await this.embedding.analyze(photo, kind, gone, place));
      applied = await this.sessions.apply(id, seq, (progress, nowMs) =>
        this.judge(progress, { ...claimed.arrived, answered: answeredAt(claimed.arrived, nowMs), face }, seq),
      );
    } catch (error) {
      await this.sessions.skip(id, seq);
      throw error;
    }
    if (applied === undefined) throw new AppError('LIVENESS_ENDED');
    await this.count(id, claimed, applied);
    await this.record(claimed, applied);
    const { state, progress, hint } = applied;
    const instruction = state === 'RUNNING' && progress !== null ? instructionOf(progress) : null;
    return { state, instruction, hint, framesLeft: LIVENESS_RULES.frames - seq };
  }

  /**
   * A frame was turned away: until it may come again no time passes for the person, and no frame is looked at.
   * @param tookMs from its arrival to the answer
   * @param waitMs what the answer asks to wait
   */
  standStill(id: string, tookMs: number, waitMs: number): Promise<void> {
    return this.sessions.standStill(id, tookMs, waitMs);
  }

  /** @throws AppError NOT_FOUND for a session of somebody else's, or none */
  async statusOf(id: string, caller: AuthenticatedUser | undefined): Promise<SessionStatus> {
    this.checkOn();
    const status = await this.sessions.find(id, caller?.id ?? null);
    if (status === undefined) throw new AppError('NOT_FOUND');
    return status;
  }

  /** Gives a session up. @throws AppError NOT_FOUND */
  async cancel(id: string, caller: AuthenticatedUser | undefined): Promise<void> {
    this.checkOn();
    if (!(await this.sessions.delete(id, caller?.id ?? null))) throw new AppError('NOT_FOUND');
  }

  /** What a person is recognised by are the straight frames at the beginning. */
  private async frameKind({ phase }: ClaimedSession): Promise<'frame' | 'frame-both'> {
    if (phase !== 'neutral') return 'frame';
    return (await this.matcher.encodingKind()) === 'encode-both' ? 'frame-both' : 'frame';
  }

  /** null while no process says that it can score: a session is then judged by its geometry alone, and says so. */
  private get liveScoreMin(): number | null {
    if (this.embedding.status.passive !== true) return null;
    return LIVE_SCORE_MIN[this.config.env.LIVENESS_STRICT ? 'strict' : 'normal'];
  }

  private checkOn(): void {
    if (this.config.env.LIVENESS === 'off') throw new AppError('NOT_FOUND');
  }

  private judge(progress: Progress, frame: SessionFrame, seq: number): Applied {
    const outcome = advance(progress, frame, {
      continuityMax: this.continuity.distance,
      liveScoreMin: this.liveScoreMin,
      draw: randomInt,
    });
    const ended = { reason: null, liveScore: null, progress: null, hint: null, begins: false };
    const steps = 'progress' in outcome ? outcome.progress.directions : progress.directions;
    switch (outcome.kind) {
      case 'failed':
        return { ...ended, state: 'FAILED', reason: outcome.failure, steps };
      case 'passed':
        return { ...ended, state: 'PASSED', liveScore: outcome.liveScore, progress: outcome.progress, steps };
      case 'running':
        if (seq >= LIVENESS_RULES.frames)
          return { ...ended, state: 'FAILED', reason: 'FRAMES_USED_UP', steps };
        return {
          ...{ state: 'RUNNING', reason: null, liveScore: null, steps },
          ...{ progress: outcome.progress, hint: outcome.hint },
          begins: !isAsked(progress) && isAsked(outcome.progress),
        };
    }
  }

  /** @throws AppError TOKEN_MISSING, FORBIDDEN */
  private checkCaller(purpose: Purpose, userId: string | null, caller: AuthenticatedUser | undefined): void {
    const { ANONYMOUS_VERIFY: allowed } = this.config.env;
    const wanted = userId === null ? 'identify' : 'verify';
    if (caller === undefined && (purpose === 'enroll' || (allowed !== 'both' && allowed !== wanted))) {
      throw new AppError('TOKEN_MISSING');
    }
    if (purpose === 'enroll' && caller !== undefined && !isAllowed(caller, 'enroll:any', userId ?? '')) {
      throw new AppError('FORBIDDEN');
    }
  }

  /** @throws AppError VERIFICATION_LOCKED */
  private async checkNotLocked(requester: Requester, userId: string): Promise<void> {
    await this.locks.open(requester, userId);
    await this.locks.withdraw(requester, userId);
  }

  /**
   * From the first direction on a session for a user is an attempt to pass as them: it counts as failed until it has passed, so that
   * giving up before the end helps nobody.
   * @throws AppError VERIFICATION_LOCKED; the session is over then: of several at once the later ones too
   */
  private async count(id: string, session: ClaimedSession, { state, begins }: Applied): Promise<void> {
    const { userId, purpose, creator } = session;
    if (purpose !== 'verify' || userId === null) return;
    const requester = { user: creatorOf(session), address: '' };
    try {
      if (begins) await this.locks.open(requester, userId);
    } catch (error) {
      await this.sessions.delete(id, creator);
      throw error;
    }
    if (state === 'PASSED') await this.locks.withdraw(requester, userId);
  }

  private async record(session: ClaimedSession, { state, reason }: Applied): Promise<void> {
    if (state === 'RUNNING') return;
    const subject = session.userId ?? undefined;
    await this.audit.record({ action: 'liveness', caller: creatorOf(session), subject }, reason ?? 'SUCCESS');
  }
}

function creatorOf({ creator, creatorRole, creatorScopes }: ClaimedSession): AuthenticatedUser | undefined {
  return creator === null || creatorRole === null
    ? undefined
    : { id: creator, role: creatorRole, scopes: creatorScopes };
}

function usableFor(
  purpose: Purpose,
  claimedId: string | undefined,
  caller: AuthenticatedUser | undefined,
): string | null {
  if (claimedId === 'me' && caller === undefined) {
    throw new AppError('TOKEN_MISSING', { reason: 'user_id=me without a token' });
  }
  if (claimedId === 'me' || (claimedId === undefined && purpose === 'enroll')) return caller?.id ?? null;
  return claimedId ?? null;
}

function refusalOf(refusal: 'unknown' | 'ended' | 'out-of-order' | 'too-soon'): AppError {
  switch (refusal) {
    case 'unknown':
      return new AppError('NOT_FOUND');
    case 'ended':
      return new AppError('LIVENESS_ENDED');
    case 'out-of-order':
      return new AppError('LIVENESS_OUT_OF_ORDER');
    case 'too-soon':
      return new AppError('RATE_LIMITED', {
        reason: 'frames of a session too close together',
        retryAfterS: 1,
      });
  }
}
