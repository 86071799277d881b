import { Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { isAllowed } from '../../auth/scopes.js';
import { AppError } from '../../common/app-error.js';
import { AppConfig } from '../../config/app-config.js';
import { FaceAudit, type FaceOperation } from '../audit/face-audit.js';
import { answeredConfidence, roundedProbability } from '../decision/confidence.js';
import { analyzeGroup } from '../embedding/analyze-group.js';
import { FaceEmbeddingService } from '../embedding/face-embedding.service.js';
import type { AnalyzedFace, EncodedFace } from '../embedding/photo-analysis.js';
import type { PhotoUpload } from '../embedding/photo-upload.js';
import { FaceMatcher } from './face-matcher.js';
import { doubtAbout } from './doubt.js';
import type { NoMatch } from './no-match.js';
import type { Probe } from './subject.js';

/** Somebody whom the probe may show, and how likely: 0..1. */
export interface RankedCandidate {
  userId: string;
  probability: number;
}

export interface GroupFace {
  face: AnalyzedFace;
  outcome: { kind: 'match'; userId: string; confidence: number } | NoMatch;
}

/** The faces of a photograph, largest first. */
export interface GroupPhoto {
  width: number;
  height: number;
  faces: GroupFace[];
}

/** What an operator is told beyond who somebody is. Every person whose name comes up is on record. */
@Injectable()
export class OperatorSearchService {
  constructor(
    private readonly config: AppConfig,
    private readonly embedding: FaceEmbeddingService,
    private readonly matcher: FaceMatcher,
    private readonly audit: FaceAudit,
  ) {}

  /**
   * Whom the probe may show, likeliest first, also where nobody is named.
   * @returns undefined for callers who may not see it
   */
  async candidates(
    caller: AuthenticatedUser | undefined,
    probe: Probe,
    limit: number,
  ): Promise<RankedCandidate[] | undefined> {
    if (!isAllowed(caller, 'search')) return undefined;
    const ranked = await this.matcher.rank(probe, limit);
    for (const { userId } of ranked) {
      await this.audit.record({ action: 'candidate', caller, subject: userId }, 'SUCCESS');
    }
    return ranked.map(({ userId, probability }) => ({
      userId,
      probability: roundedProbability(probability),
    }));
  }

  /**
   * Names each face of a group by the decision of any search. All faces together keep MAX_FPIR: that it names a stranger in a photo is
   * no likelier than in a search for one.
   * @throws AppError FORBIDDEN; what `analyzeGroup` throws
   */
  async identifyFaces(upload: PhotoUpload, caller: AuthenticatedUser): Promise<GroupPhoto> {
    const operation: FaceOperation = { action: 'identify', caller };
    return this.audit.refusals(operation, async () => {
      if (!isAllowed(caller, 'search')) throw new AppError('FORBIDDEN');
      const kind = (await this.matcher.encodingKind()) === 'encode' ? 'encode-all' : 'encode-all-both';
      const { width, height, faces } = await analyzeGroup(this.embedding, upload, kind);
      const named: GroupFace[] = [];
      for (const { face, encoded } of faces) {
        const outcome = await this.name(face, encoded, faces.length);
        const subject = outcome.kind === 'match' ? outcome.userId : undefined;
        await this.audit.record(
          { ...operation, subject },
          outcome.kind === 'match' ? 'SUCCESS' : outcome.code,
        );
        named.push({ face, outcome });
      }
      return { width, height, faces: named };
    });
  }

  private async name(
    face: AnalyzedFace,
    encoded: EncodedFace | null,
    faces: number,
  ): Promise<GroupFace['outcome']> {
    const { findings } = face;
    if (encoded === null) return { kind: 'no-match', code: 'FACE_UNUSABLE', findings };
    const decision = await this.matcher.identify({ ...encoded, doubt: doubtAbout(face) }, faces);
    if (decision.kind !== 'match') {
      const code = decision.kind === 'ambiguous' ? 'AMBIGUOUS_MATCH' : 'NO_MATCH';
      return { kind: 'no-match', code, findings };
    }
    const { FACE_RECOGNITION_THRESHOLD: threshold } = this.config.env;
    const { userId, confidence } = decision;
    return { kind: 'match', userId, confidence: answeredConfidence(confidence, threshold, 'signed-in') };
  }
}
