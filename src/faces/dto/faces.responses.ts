import type { ErrorCode } from '../../common/error-codes.js';
import type { AnalyzedFace, QualityCode } from '../embedding/photo-analysis.js';

export class EnrollFaceResponse {
  success!: true;
  message!: string;
  /** Encodings now stored for this user. */
  face_count!: number;
}

/** What the person could change before the next photo. */
export class QualityHint {
  code!: QualityCode;
  message!: string;
}

export type NoMatchCode =
  'NO_MATCH' | 'AMBIGUOUS_MATCH' | Extract<ErrorCode, 'NO_FACE' | 'SEVERAL_FACES' | 'FACE_UNUSABLE'>;

export class VerifyFaceResponse {
  success!: boolean;
  user_id?: string;
  /** Probability that it is this person, 0..1; 0 without a match. */
  confidence!: number;
  message!: string;
  /** Why there is no match. */
  code?: NoMatchCode;
  hints?: QualityHint[];
}

export class CompareFacesResponse {
  success!: boolean;
  confidence!: number;
  message!: string;
  code?: NoMatchCode;
}

export class UsersEnrolledResponse {
  enrolled_users!: string[];
  total_count!: number;
  /** Present when a page was asked for and there is another one. */
  next_cursor?: string;
}

export class DeleteFaceResponse {
  success!: true;
  message!: string;
}

export class AnalyzedFaceResponse {
  box!: AnalyzedFace['box'];
  score!: number;
  landmarks!: AnalyzedFace['landmarks'];
  pose!: AnalyzedFace['pose'];
  quality!: AnalyzedFace['quality'];
  hints!: QualityHint[];
}

export class AnalyzeFaceResponse {
  width!: number;
  height!: number;
  faces!: AnalyzedFaceResponse[];
  /** Index in `faces` of the person who is meant; null when nobody is or several could be. */
  subject!: number | null;
}
