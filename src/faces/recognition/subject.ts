import { meanTemplate } from '../decision/template.js';
import type { AnalyzedFace, PhotoAnalysis } from '../embedding/photo-analysis.js';
import { type Doubt, doubtAbout, greatestDoubt } from './doubt.js';

export type SubjectFault = 'NO_FACE' | 'SEVERAL_FACES' | 'FACE_UNUSABLE';

/** A face's encodings. */
export interface Probe {
  encoding: Float32Array;
  /** By the predecessor's network; null while nobody needs it. */
  earlier: Float32Array | null;
  doubt: Doubt;
}

export interface Subject extends Probe {
  face: AnalyzedFace;
  /** Version of the pipeline that made `encoding`. */
  model: string;
}

/** Of several photographs of one person, which together say more than any of them. @param probes at least one */
export function meanProbe(probes: readonly Probe[]): Probe {
  const earlier = probes.map((each) => each.earlier).filter((each) => each !== null);
  return {
    encoding: meanTemplate(probes.map(({ encoding }) => encoding)),
    earlier: earlier.length === probes.length ? meanTemplate(earlier) : null,
    doubt: greatestDoubt(probes.map(({ doubt }) => doubt)),
  };
}

/** The person who is meant, or why nobody can be. */
export function subjectOf({
  faces,
  faceCount,
  subject,
  encoding,
  earlier,
  model,
}: Pick<PhotoAnalysis, 'faces' | 'faceCount' | 'subject' | 'encoding' | 'earlier' | 'model'>):
  Subject | SubjectFault {
  if (faceCount === 0) return 'NO_FACE';
  const face = subject === null ? undefined : faces[subject];
  if (face === undefined) return 'SEVERAL_FACES';
  if (encoding === null) return 'FACE_UNUSABLE';
  return { face, encoding, earlier: earlier?.encoding ?? null, doubt: doubtAbout(face), model };
}
