import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import type { ErrorCode } from '../../common/error-codes.js';
import { AppConfig } from '../../config/app-config.js';
import { DistanceEvidence } from '../decision/distance-evidence.js';
import { agreesWithEach, nearCopies, strangersAmong } from '../decision/several-photos.js';
import { analyzePhotos, type PhotoFinding } from '../embedding/analyze-photos.js';
import { FaceEmbeddingService } from '../embedding/face-embedding.service.js';
import type { QualityFinding } from '../embedding/photo-analysis.js';
import type { PhotoUpload } from '../embedding/photo-upload.js';
import { FaceMatcher } from '../recognition/face-matcher.js';
import { isLiveFace, type LiveFace } from '../recognition/face-source.js';
import { MatchLimits } from '../recognition/match-limits.js';
import { type Subject, subjectOf } from '../recognition/subject.js';
import { type AcceptedFace, acceptedLive, acceptedSubjects } from './accepted-face.js';

/** A row as it was read. */
type StoredNumbers = { encoding: readonly number[] };

/** Photos that came by HTTP, or that were read from files. */
export type EnrolmentPhotos = Pick<PhotoUpload, 'photos'> & Partial<PhotoUpload>;

/** Whether what somebody wants to be enrolled by is good enough: its faces, their quality, and that they are one person's. */
@Injectable()
export class EnrolmentPhotosService {
  constructor(
    private readonly config: AppConfig,
    private readonly embedding: FaceEmbeddingService,
    private readonly matcher: FaceMatcher,
    private readonly evidence: DistanceEvidence,
    private readonly limits: MatchLimits,
  ) {}

  /**
   * @throws AppError NO_FACE, SEVERAL_FACES, FACE_UNUSABLE, FACE_* (quality), IMAGE_* for the first photo at fault, PHOTOS_DIFFER;
   *   LIVENESS_NOT_PASSED
   */
  async accept(source: EnrolmentPhotos | LiveFace): Promise<AcceptedFace> {
    if (isLiveFace(source)) return acceptedLive(await source.take());
    const kind = await this.matcher.encodingKind();
    const found = (await analyzePhotos(this.embedding, source, kind)).map((each) => this.judge(each));
    refuse(found);
    const subjects = found.flatMap((each) => (each instanceof AppError ? [] : [each]));
    const [first, ...others] = subjects;
    if (first === undefined) throw new Error('An enrolment needs a photo');
    this.checkOnePerson(subjects);
    return acceptedSubjects([first, ...others]);
  }

  /**
   * Of several photos, those that nearly repeat another one, or one that is stored.
   * @param known the person's stored encodings of the same network
   */
  nearCopies({ encodings }: AcceptedFace, known: readonly StoredNumbers[]): boolean[] {
    return nearCopies(
      this.evidence,
      encodings.map(({ encoding }) => encoding),
      comparable(known, encodings),
    );
  }

  /**
   * Whether none of them contradicts one that is stored, whatever the mean of those says.
   * @param known as of `nearCopies`
   */
  agree({ encodings }: AcceptedFace, known: readonly StoredNumbers[]): boolean {
    const stored = comparable(known, encodings);
    return encodings.every(({ encoding }) => this.agrees(encoding, stored));
  }

  /** The gravest finding comes first and is the one the person is told. @throws AppError FACE_* */
  checkQuality(findings: readonly QualityFinding[]): void {
    const fault = this.qualityFault(findings);
    if (fault !== null) throw fault;
  }

  private judge(finding: PhotoFinding): Subject | AppError {
    if (finding instanceof AppError) return finding;
    const subject = subjectOf(finding);
    if (typeof subject === 'string') return new AppError(subject);
    return this.qualityFault(subject.face.findings) ?? subject;
  }

  private qualityFault([finding]: readonly QualityFinding[]): AppError | null {
    if (!this.config.env.QUALITY_CHECKS || finding === undefined) return null;
    const { code, value, limit } = finding;
    return new AppError(code, { reason: `${value.toPrecision(3)} against a limit of ${limit}` });
  }

  private agrees(encoding: Float32Array, others: readonly Float32Array[]): boolean {
    return agreesWithEach(this.evidence, encoding, others, this.limits.maxReenrolmentFmr);
  }

  private checkOnePerson(subjects: readonly Subject[]): void {
    const encodings = subjects.map(({ encoding }) => encoding);
    const ofMean = strangersAmong(this.evidence, encodings, this.limits.maxReenrolmentFmr);
    const strangers = ofMean.includes(true)
      ? ofMean
      : encodings.map(
          (each) =>
            !this.agrees(
              each,
              encodings.filter((other) => other !== each),
            ),
        );
    if (!strangers.includes(true)) return;
    throw new AppError('PHOTOS_DIFFER', {
      photos: strangers.map((isStranger) => (isStranger ? 'PHOTOS_DIFFER' : null)),
    });
  }
}

/** What the database holds need not be an encoding: what cannot be compared contradicts nothing, and repeats nothing. */
function comparable(known: readonly StoredNumbers[], [first]: AcceptedFace['encodings']): Float32Array[] {
  return known
    .map(({ encoding }) => Float32Array.from(encoding))
    .filter((each) => each.length === first?.encoding.length && Math.hypot(...each) > 0);
}

/** All or nothing: the first fault is the answer, beside what was found of each of several photos. */
function refuse(found: readonly (Subject | AppError)[]): void {
  const fault = found.find((each) => each instanceof AppError);
  if (fault === undefined) return;
  if (found.length === 1) throw fault;
  const photos = found.map((each): ErrorCode | null => (each instanceof AppError ? each.code : null));
  throw new AppError(fault.code, { reason: fault.message, cause: fault.cause, photos });
}
