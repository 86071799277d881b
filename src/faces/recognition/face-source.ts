import type { PhotoUpload } from '../embedding/photo-upload.js';

/** Encodings of one person that somebody vouches for, without a picture. */
export interface LiveFace {
  /** Gives them once. @throws AppError LIVENESS_NOT_PASSED */
  take(): Promise<{ encodings: readonly Float32Array[]; model: string }>;
}

/** What a person is recognised or enrolled by. */
export type FaceSource = PhotoUpload | LiveFace;

export function isLiveFace(source: object): source is LiveFace {
  return 'take' in source;
}
