/** What the inference processes say about one photograph. Plain data: it crosses a process boundary. */

export interface Point {
  x: number;
  y: number;
}

/** Pixels of the upright photograph (EXIF orientation applied), origin top left. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Degrees. Yaw > 0: the person looks to their left (image right); pitch > 0: up; roll > 0: head tilted clockwise in the image. */
export interface Pose {
  yaw: number;
  pitch: number;
  roll: number;
}

export const QUALITY_CODES = [
  'FACE_TOO_SMALL',
  'FACE_BLURRED',
  'FACE_TOO_DARK',
  'FACE_TOO_BRIGHT',
  'FACE_LOW_CONTRAST',
  'FACE_TURNED_AWAY',
  'FACE_TILTED',
  'FACE_CUT_OFF',
  'FACE_COVERED',
] as const;
export type QualityCode = (typeof QUALITY_CODES)[number];

/** One measured property that lies outside its limit. */
export interface QualityFinding {
  code: QualityCode;
  /** The measured value and the limit it broke, in the unit of the check (pixels, degrees, 0..255 …). */
  value: number;
  limit: number;
}

export interface QualityMeasures {
  /** Distance between the eye centres in pixels of the photograph. */
  interocularPx: number;
  /** Shorter side of the box in pixels of the photograph. */
  facePx: number;
  /**
   * Variance of the edges (second differences) of the aligned chip's inner part at a third of its size, per variance of its
   * luma, in the weaker of the two directions: 0 for a smooth surface, about 0.17 for an ordinary photograph.
   */
  sharpness: number;
  /** Mean and standard deviation of the luma of the chip's inner part, 0..255. */
  brightness: number;
  contrast: number;
  /** Share of the aligned chip (the face with a little of its surroundings) that lies inside the photograph, 0..1. */
  visibleShare: number;
}

/** What cannot be seen of a face, by the chances that a network gives it: 0..1 each. */
export interface Covered {
  /** That a mask, a scarf, a hand, sunglasses … cover mouth, nose or eyes. */
  hidden: number;
  /** That those do, or a thick frame of glasses: enough to make strangers alike. */
  altered: number;
}

export interface AnalyzedFace {
  box: Box;
  /** The detector's probability, 0..1. */
  score: number;
  /** The 68 points of the iBUG 300-W layout, in pixels of the upright photograph. */
  landmarks: Point[];
  /** Root mean square distance between the landmarks of the face and of its mirror image, in pixels of the chip; null where it was seen once. */
  landmarkSpread: number | null;
  /** How much it looks like a person and not like a picture of one, 0..1; null where nobody asked for it, or no network is there. */
  liveScore: number | null;
  covered: Covered;
  pose: Pose;
  quality: QualityMeasures;
  findings: QualityFinding[];
}

export interface StageTimes {
  queueMs: number;
  decodeMs: number;
  detectMs: number;
  landmarksMs: number;
  encodeMs: number;
  passiveMs: number;
  totalMs: number;
}

/** An encoding of the network that earlier enrolments were made with. */
export interface EarlierEncoding {
  encoding: Float32Array;
  model: string;
}

/** One of several faces, encoded. */
export interface EncodedFace {
  encoding: Float32Array;
  earlier: Float32Array | null;
}

export interface PhotoAnalysis {
  width: number;
  height: number;
  /** For `detect` every face, largest first, for `encode-all*` so many of them as one job encodes; otherwise only the one that was encoded. */
  faces: AnalyzedFace[];
  /** How many faces were seen: `encode*` need not look for those that cannot be the subject. */
  faceCount: number;
  /** Index in `faces` of the one that is clearly the subject; null when there is none or when several could be meant. */
  subject: number | null;
  /** Encoding (`RecognitionModel.dimension` numbers) of the face that was asked for; null when there is no such face. */
  encoding: Float32Array | null;
  /** The same face as the model's predecessor encodes it; null unless that was asked for. */
  earlier: EarlierEncoding | null;
  /** Of `encode-all*`: each of `faces`, null for one that cannot be encoded; null otherwise. */
  all: (EncodedFace | null)[] | null;
  /** Version of the pipeline that made the encoding, e.g. `face-api/dlib-chip-150/flip`. */
  model: string;
  times: StageTimes;
}

/**
 * What a photograph is analysed for: `detect` stops before the recognition network, `encode` encodes the subject, `encode-both`
 * by the predecessor's network as well, `encode-all` and `encode-all-both` the faces of a group (`analyzeGroup`),
 * `frame` and `frame-both` do as `encode` and `encode-both` to a frame of a camera and ask whether it is a person,
 * `encode-prominent` the most prominent face even where several could be meant (to evaluate photographs whose subject
 * is known; never for a decision).
 */
export const ANALYSIS_KINDS = [
  'detect',
  'encode',
  'encode-both',
  'encode-all',
  'encode-all-both',
  'encode-prominent',
  'frame',
  'frame-both',
] as const;
export type AnalysisKind = (typeof ANALYSIS_KINDS)[number];

/** Faces of a group that one job encodes: it takes as long as a few photographs of one face, and others get their turn. */
export const GROUP_STEP = 3;
