import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { DistanceEvidence } from '../decision/distance-evidence.js';
import { strangersAmong } from '../decision/several-photos.js';
import { direction, meanTemplate } from '../decision/template.js';
import { analyzePhotos } from '../embedding/analyze-photos.js';
import { FaceEmbeddingService } from '../embedding/face-embedding.service.js';
import type { QualityFinding, QualityMeasures } from '../embedding/photo-analysis.js';
import type { PhotoUpload } from '../embedding/photo-upload.js';
import { FaceMatcher } from './face-matcher.js';
import { type FaceSource, isLiveFace } from './face-source.js';
import { MatchLimits } from './match-limits.js';
import { meanProbe, type Probe, type Subject, type SubjectFault, subjectOf } from './subject.js';

/** Who is to be recognised, and what a better photo would change. */
export interface RecognisedFace extends Probe {
  /** Version of the pipeline that made `encoding`. */
  model: string;
  findings: readonly QualityFinding[];
  /** Of a single photograph. */
  quality?: QualityMeasures;
}

export type ProbeFault = SubjectFault | 'PHOTOS_DIFFER';

/** Makes one probe of a photo, of a burst of them or of a live face: several encodings of one person are better than any of them. */
@Injectable()
export class ProbesService {
  constructor(
    private readonly embedding: FaceEmbeddingService,
    private readonly matcher: FaceMatcher,
    private readonly evidence: DistanceEvidence,
    private readonly limits: MatchLimits,
  ) {}

  /**
   * @returns the fault of the first photo that has one, PHOTOS_DIFFER when they do not show one person
   * @throws AppError IMAGE_* for a photo that cannot be read, and outages; LIVENESS_NOT_PASSED
   */
  async probeOf(source: FaceSource): Promise<RecognisedFace | ProbeFault> {
    if (isLiveFace(source)) {
      const { encodings, earlier, model } = await source.take();
      return { encoding: direction(meanTemplate(encodings)), earlier, doubt: 'none', model, findings: [] };
    }
    const subjects = await this.subjectsOf(source);
    const fault = subjects.find((each) => typeof each === 'string');
    if (fault !== undefined) return fault;
    return this.combine(subjects.filter((each) => typeof each !== 'string'));
  }

  private async subjectsOf(upload: PhotoUpload): Promise<(Subject | SubjectFault)[]> {
    const findings = await analyzePhotos(this.embedding, upload, await this.matcher.encodingKind());
    return findings.map((finding) => {
      if (finding instanceof AppError) throw finding;
      return subjectOf(finding);
    });
  }

  private combine(subjects: readonly Subject[]): RecognisedFace | ProbeFault {
    const [first] = subjects;
    if (first === undefined) throw new Error('A probe needs a photo');
    const { encoding, earlier, doubt, model, face } = first;
    const { findings, quality } = face;
    if (subjects.length === 1) return { encoding, earlier, doubt, model, findings, quality };
    const encodings = subjects.map((subject) => subject.encoding);
    if (strangersAmong(this.evidence, encodings, this.limits.maxReenrolmentFmr).includes(true)) {
      return 'PHOTOS_DIFFER';
    }
    const mean = meanProbe(subjects);
    return { ...mean, encoding: direction(mean.encoding), model, findings };
  }
}
