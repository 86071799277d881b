import type { Engine } from '../../../config/inference-choices.js';
import type { PassiveFile } from '../models/passive-files.js';
import type { RecognitionNetwork } from './recognition-network.js';

/** Side of the square that the detector was trained on, in pixels. */
export const DETECTOR_INPUT = 512;
/** The detector's input may be less than that square; its sides are multiples of this, the cells of its finest level. */
export const DETECTOR_STEP = 16;
/** Side of the square that the landmark network sees, in pixels. */
export const LANDMARK_INPUT = 112;

/** Side of the square that the networks of passive liveness see, in pixels. */
export const PASSIVE_INPUT = 80;

/** Pixels; multiples of DETECTOR_STEP, at most DETECTOR_INPUT. */
export interface DetectorSize {
  width: number;
  height: number;
}

/** The top left part of the detector's square that holds the picture. */
export interface DetectorInput extends DetectorSize {
  /** height x width x 3, 0..255 */
  rgb: Float32Array;
}

/** Whose anchors are wanted: those of the detector's finest feature map, for faces of up to a third of its square, or all. */
export type DetectorLevels = 'finest' | 'all';

/** Undecoded answer of the detector: one row per anchor of `size` (`ssdAnchors` in the pipeline). */
export interface RawDetections {
  size: DetectorSize;
  /** anchors x 4: (ty, tx, th, tw), SSD box encodings relative to the anchors. */
  boxEncodings: Float32Array;
  /** One logit of the class "face" per anchor; the probability is the sigmoid. */
  faceLogits: Float32Array;
}

/**
 * The raw networks of one engine, and nothing else: pixels in, numbers out. Decoding, resampling, box decoding,
 * alignment and flip averaging are shared by all engines (`../pipeline`). Every image is RGB, interleaved (HWC), 0..255.
 */
export interface FaceNetworks {
  readonly engine: Engine;
  /** What runs the networks, with version and backend, e.g. `onnxruntime-node 1.24.3` or `tfjs-wasm 4.22.0`. */
  readonly runtime: string;
  /** Whether a small picture costs the detector less than its whole square. */
  readonly glances: boolean;

  /**
   * SSD MobileNet v1 on one picture.
   * @param levels `finest`: the answer may end with the anchors of the finest level
   */
  detect(input: DetectorInput, levels?: DetectorLevels): Promise<RawDetections>;

  /**
   * 68-point landmark network.
   * @param rgb count x LANDMARK_INPUT² x 3, 0..255
   * @returns count x 136: x0, y0, x1, y1 … relative to the (square-padded) crop, 0..1
   */
  landmarks(rgb: Float32Array, count: number): Promise<Float32Array>;

  /**
   * The recognition network, before flip averaging and before any L2 normalisation of the manifest.
   * @param rgb count x size² x 3, 0..255, aligned chips (size = `RecognitionModel.inputSize`)
   * @returns count x dimension
   */
  encode(rgb: Float32Array, count: number): Promise<Float32Array>;

  /** A further recognition network beside that of `encode`. @throws RecognitionModelError when it cannot be used */
  openRecognition(recognition: RecognitionNetwork): Promise<RecognitionSession>;

  /** A network of passive liveness. @throws Error with one clear line when this engine, or nobody, can use it */
  openPassive(file: PassiveFile): Promise<PassiveSession>;

  dispose(): Promise<void>;
}

/** A network that tells a person from a picture of one. */
export interface PassiveSession {
  /** @param rgb PASSIVE_INPUT² x 3, 0..255 @returns 0..1 */
  personProbability(rgb: Float32Array): Promise<number>;
  release(): Promise<void>;
}

/** A recognition network by itself. */
export interface RecognitionSession {
  /** As `FaceNetworks.encode`. */
  encode(rgb: Float32Array, count: number): Promise<Float32Array>;
  release(): Promise<void>;
}
