import { Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from '../auth/authenticated-user.js';
import { AppError } from '../common/app-error.js';
import { AppConfig } from '../config/app-config.js';
import { answeredConfidence, type Audience } from './decision/confidence.js';
import type { NoMatchCode } from './dto/faces.responses.js';
import { FaceEmbeddingService } from './embedding/face-embedding.service.js';
import type { AnalysisKind, PhotoAnalysis, QualityFinding } from './embedding/photo-analysis.js';
import { FaceMatcher } from './gallery/face-matcher.js';
import { type Subject, subjectOf } from './subject.js';
import type { PhotoUpload } from './upload/photo-upload.js';

export interface NoMatch {
  kind: 'no-match';
  code: NoMatchCode;
  /** What the person could change; empty when the photo was good. */
  findings: readonly QualityFinding[];
}

export type RecognitionOutcome = { kind: 'match'; userId: string; confidence: number } | NoMatch;
export type ComparisonOutcome = { kind: 'match'; confidence: number } | NoMatch;

/**
 * Who is it (identification), is it this person (verification), are these two the same (comparison). A photo without
 * a usable face is an honest "no"; unreadable photos and outages are thrown as AppError. Stores nothing.
 */
@Injectable()
export class RecognitionService {
  constructor(
    private readonly config: AppConfig,
    private readonly embedding: FaceEmbeddingService,
    private readonly matcher: FaceMatcher,
  ) {}

  async identify(upload: PhotoUpload, caller?: AuthenticatedUser): Promise<RecognitionOutcome> {
    const subject = subjectOf(await this.analyzeOne(upload, 'encode'));
    if (typeof subject === 'string') return noMatch(subject);
    const decision = await this.matcher.identify(subject.encoding);
    switch (decision.kind) {
      case 'match':
        return {
          kind: 'match',
          userId: decision.userId,
          confidence: this.answered(decision.confidence, audienceOf(caller)),
        };
      case 'ambiguous':
        return noMatch('AMBIGUOUS_MATCH', subject);
      case 'unknown':
        return noMatch('NO_MATCH', subject);
    }
  }

  /** Compares with one user. Nobody learns from the answer whether that user exists. */
  async verify(
    upload: PhotoUpload,
    claimedId: string,
    caller?: AuthenticatedUser,
  ): Promise<RecognitionOutcome> {
    const userId = claimedId === 'me' ? ownId(caller) : claimedId;
    const subject = subjectOf(await this.analyzeOne(upload, 'encode'));
    if (typeof subject === 'string') return noMatch(subject);
    const decision = await this.matcher.verify(subject.encoding, userId);
    if (decision.kind === 'non-match') return noMatch('NO_MATCH', subject);
    return { kind: 'match', userId, confidence: this.answered(decision.confidence, audienceOf(caller)) };
  }

  /** Whether two photographs show the same person. */
  async compare({ photos, gone, place }: PhotoUpload): Promise<ComparisonOutcome> {
    const [first, second] = photos;
    if (first === undefined || second === undefined) throw new Error('A comparison needs two photos');
    const a = subjectOf(await this.embedding.analyze(first, 'encode', gone, place));
    if (typeof a === 'string') return noMatch(a);
    const b = subjectOf(await this.embedding.analyze(second, 'encode', gone));
    if (typeof b === 'string') return noMatch(b);
    const decision = this.matcher.compare(a.encoding, b.encoding);
    if (decision.kind === 'non-match') return noMatch('NO_MATCH');
    return { kind: 'match', confidence: this.answered(decision.confidence, 'signed-in') };
  }

  /** Faces, pose and quality for live guidance; makes no encoding. */
  analyze(upload: PhotoUpload): Promise<PhotoAnalysis> {
    return this.analyzeOne(upload, 'detect');
  }

  private analyzeOne({ photos, gone, place }: PhotoUpload, kind: AnalysisKind): Promise<PhotoAnalysis> {
    const [photo] = photos;
    if (photo === undefined) throw new Error('An analysis needs a photo');
    return this.embedding.analyze(photo, kind, gone, place);
  }

  private answered(confidence: number, audience: Audience): number {
    return answeredConfidence(confidence, this.config.env.FACE_RECOGNITION_THRESHOLD, audience);
  }
}

function noMatch(code: NoMatchCode, subject?: Subject): NoMatch {
  return { kind: 'no-match', code, findings: subject?.face.findings ?? [] };
}

function audienceOf(caller: AuthenticatedUser | undefined): Audience {
  return caller === undefined ? 'anonymous' : 'signed-in';
}

function ownId(caller: AuthenticatedUser | undefined): string {
  if (caller === undefined) throw new AppError('TOKEN_MISSING', { reason: 'user_id=me without a token' });
  return caller.id;
}
