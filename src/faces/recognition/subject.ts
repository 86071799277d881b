import type { AnalyzedFace, PhotoAnalysis } from '../embedding/photo-analysis.js';

export type SubjectFault = 'NO_FACE' | 'SEVERAL_FACES' | 'FACE_UNUSABLE';

export interface Subject {
  face: AnalyzedFace;
  encoding: Float32Array;
}

/** The person who is meant, or why nobody can be. */
export function subjectOf({
  faces,
  faceCount,
  subject,
  encoding,
}: Pick<PhotoAnalysis, 'faces' | 'faceCount' | 'subject' | 'encoding'>): Subject | SubjectFault {
  if (faceCount === 0) return 'NO_FACE';
  const face = subject === null ? undefined : faces[subject];
  if (face === undefined) return 'SEVERAL_FACES';
  return encoding === null ? 'FACE_UNUSABLE' : { face, encoding };
}
