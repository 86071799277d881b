import { Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { AppError } from '../../common/app-error.js';
import { AppConfig } from '../../config/app-config.js';
import { answeredConfidence, type Audience } from '../decision/confidence.js';
import type { IdentificationDecision } from '../decision/decision.js';
import { FaceEmbeddingService } from '../embedding/face-embedding.service.js';
import type { PhotoAnalysis } from '../embedding/photo-analysis.js';
import { FaceAudit, type FaceOperation } from '../audit/face-audit.js';
import { FaceMatcher } from './face-matcher.js';
import type { NoMatch, NoMatchCode } from './no-match.js';
import type { FaceSource } from './face-source.js';
import { OperatorSearchService, type RankedCandidate } from './operator-search.service.js';
import { ProbesService, type RecognisedFace } from './probes.service.js';
import { subjectOf } from './subject.js';
import type { PhotoUpload } from '../embedding/photo-upload.js';
import type { Requester } from '../verification-lock/requester.js';
import { type Verdict, VerificationLockService } from '../verification-lock/verification-lock.service.js';

export type RecognitionOutcome =
  | {
      kind: 'match';
      userId: string;
      confidence: number;
      /** What may renew this user's enrolment, which is of the predecessor's network only. */
      renewal: RecognisedFace | null;
    }
  | NoMatch;

/** With the candidates that an operator has asked for. */
export type IdentificationOutcome = RecognitionOutcome & { candidates?: RankedCandidate[] | undefined };
export type ComparisonOutcome = { kind: 'match'; confidence: number } | NoMatch;

/**
 * Whoever was recognised by an earlier network's encodings with a smaller false match rate than this is surely that person. With
 * a token of one's own a match is enough.
 */
const RENEWAL_FMR = 1e-5;

/**
 * Who is it (identification), is it this person (verification), are these two the same (comparison). A photo without
 * a usable face is an honest "no"; unreadable photos and outages are thrown as AppError. Keeps no photo and no encoding.
 */
@Injectable()
export class RecognitionService {
  constructor(
    private readonly config: AppConfig,
    private readonly embedding: FaceEmbeddingService,
    private readonly matcher: FaceMatcher,
    private readonly probes: ProbesService,
    private readonly operators: OperatorSearchService,
    private readonly locks: VerificationLockService,
    private readonly audit: FaceAudit,
  ) {}

  /**
   * @param candidates as many are told to whoever may see them, beside the answer
   * @throws AppError TOKEN_MISSING where ANONYMOUS_VERIFY wants one; RATE_LIMITED after too many searches that recognised nobody
   */
  async identify(source: FaceSource, requester: Requester, candidates = 0): Promise<IdentificationOutcome> {
    this.refuseAnonymous(requester, 'identify');
    const search = async (): Promise<IdentificationOutcome> => {
      const subject = await this.probes.probeOf(source);
      if (typeof subject === 'string') return noMatch(subject);
      const outcome = this.identified(await this.matcher.identify(subject), subject, requester);
      if (candidates === 0) return outcome;
      return { ...outcome, candidates: await this.operators.candidates(requester.user, subject, candidates) };
    };
    return this.locks.attemptSearch(
      requester,
      () => this.audited({ action: 'identify', caller: requester.user }, search),
      verdictOf,
    );
  }

  /**
   * Compares with one user. Nobody learns from the answer whether that user exists.
   * @throws AppError TOKEN_MISSING where ANONYMOUS_VERIFY wants one; VERIFICATION_LOCKED after too many failures against this user
   */
  async verify(source: FaceSource, claimedId: string, requester: Requester): Promise<RecognitionOutcome> {
    this.refuseAnonymous(requester, 'verify');
    const { user: caller } = requester;
    const userId = claimedId === 'me' ? ownId(caller) : claimedId;
    return this.audited({ action: 'verify', caller, subject: userId }, () =>
      this.locks.attempt(
        requester,
        userId,
        async () => {
          const subject = await this.probes.probeOf(source);
          if (typeof subject === 'string') return noMatch(subject);
          const decision = await this.matcher.verify(subject, userId);
          if (decision.kind === 'non-match') return noMatch('NO_MATCH', subject);
          return {
            kind: 'match',
            userId,
            confidence: this.answered(decision.confidence, audienceOf(caller)),
            renewal:
              decision.by === 'earlier' && (caller?.id === userId || decision.fmr < RENEWAL_FMR)
                ? subject
                : null,
          };
        },
        verdictOf,
      ),
    );
  }

  /** Whether two photographs show the same person. */
  compare({ photos, gone, place }: PhotoUpload, caller: AuthenticatedUser): Promise<ComparisonOutcome> {
    return this.audited({ action: 'compare', caller }, async () => {
      const [first, second] = photos;
      if (first === undefined || second === undefined) throw new Error('A comparison needs two photos');
      const a = subjectOf(await this.embedding.analyze(first, 'encode', gone, place));
      if (typeof a === 'string') return noMatch(a);
      const b = subjectOf(await this.embedding.analyze(second, 'encode', gone, place));
      if (typeof b === 'string') return noMatch(b);
      const decision = this.matcher.compare(a, b);
      if (decision.kind === 'non-match') return noMatch('NO_MATCH');
      return { kind: 'match', confidence: this.answered(decision.confidence, 'signed-in') };
    });
  }

  /** Faces, pose and quality for live guidance; makes no encoding. */
  analyze({ photos, gone, place }: PhotoUpload): Promise<PhotoAnalysis> {
    const [photo] = photos;
    if (photo === undefined) throw new Error('An analysis needs a photo');
    return this.embedding.analyze(photo, 'detect', gone, place);
  }

  private refuseAnonymous({ user }: Requester, wanted: 'identify' | 'verify'): void {
    const { ANONYMOUS_VERIFY: allowed } = this.config.env;
    if (user !== undefined || allowed === 'both' || allowed === wanted) return;
    throw new AppError('TOKEN_MISSING', { reason: `ANONYMOUS_VERIFY=${allowed}` });
  }

  private identified(
    decision: IdentificationDecision,
    probe: RecognisedFace,
    { user }: Requester,
  ): RecognitionOutcome {
    if (decision.kind !== 'match') {
      return noMatch(decision.kind === 'ambiguous' ? 'AMBIGUOUS_MATCH' : 'NO_MATCH', probe);
    }
    const { userId, confidence, by, fmr } = decision;
    return {
      kind: 'match',
      userId,
      confidence: this.answered(confidence, audienceOf(user)),
      renewal: by === 'earlier' && fmr < RENEWAL_FMR ? probe : null,
    };
  }

  /** What cannot be recorded is not answered either. */
  private async audited<T extends ComparisonOutcome | RecognitionOutcome>(
    operation: FaceOperation,
    run: () => Promise<T>,
  ): Promise<T> {
    const outcome = await this.audit.refusals(operation, run);
    if (outcome.kind === 'no-match') await this.audit.record(operation, outcome.code);
    else await this.audit.record({ subject: recognisedId(outcome), ...operation }, 'SUCCESS');
    return outcome;
  }

  private answered(confidence: number, audience: Audience): number {
    return answeredConfidence(confidence, this.config.env.FACE_RECOGNITION_THRESHOLD, audience);
  }
}

function noMatch(code: NoMatchCode, subject?: RecognisedFace): NoMatch {
  return { kind: 'no-match', code, findings: subject?.findings ?? [] };
}

/** What counts as a failed attempt: everything but a photo that shows nobody clearly. */
const REFUSALS: ReadonlySet<NoMatchCode> = new Set(['NO_MATCH', 'AMBIGUOUS_MATCH', 'PHOTOS_DIFFER']);

function verdictOf(outcome: RecognitionOutcome): Verdict {
  if (outcome.kind === 'match') return 'matched';
  return REFUSALS.has(outcome.code) ? 'refused' : 'undecided';
}

function recognisedId(outcome: ComparisonOutcome | RecognitionOutcome): string | undefined {
  return 'userId' in outcome ? outcome.userId : undefined;
}

function audienceOf(caller: AuthenticatedUser | undefined): Audience {
  return caller === undefined ? 'anonymous' : 'signed-in';
}

function ownId(caller: AuthenticatedUser | undefined): string {
  if (caller === undefined) throw new AppError('TOKEN_MISSING', { reason: 'user_id=me without a token' });
  return caller.id;
}
