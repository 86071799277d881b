import type { PhotoUpload } from '../embedding/photo-upload.js';

export interface LiveEncodings {
  encodings: readonly Float32Array[];
  /** Their mean by the predecessor's network; null where nobody needed it. */
  earlier: Float32Array | null;
  /** Version of the pipeline that made `encodings`. */
  model: string;
}

/** Encodings of one person that somebody vouches for, without a picture. */
export interface LiveFace {
  /** Gives them once. @throws AppError LIVENESS_NOT_PASSED */
  take(): Promise<LiveEncodings>;
}

/** What a person is recognised or enrolled by. */
export type FaceSource = PhotoUpload | LiveFace;

export function isLiveFace(source: object): source is LiveFace {
  return 'take' in source;
}
