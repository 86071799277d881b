import type { Calibration } from '../../decision/calibration.js';
import type { EncodingVersions } from './comparable-versions.js';

/** How a face is brought into the network's input (`../pipeline/sampling/alignment.ts`), and the input's side in pixels. */
export const ALIGNMENTS = { 'dlib-chip-150': 150, 'arcface-112': 112 } as const;
export type Alignment = keyof typeof ALIGNMENTS;

export const CHANNEL_ORDERS = ['rgb', 'bgr'] as const;
export type ChannelOrder = (typeof CHANNEL_ORDERS)[number];

/**
 * What the network's file is. `face-api`: a quantised weight file of that package; `tfjs`: a graph model as TensorFlow.js'
 * converter writes it, a JSON file with its weights beside it; `onnx`: a graph with one image input.
 */
export const NETWORK_FORMATS = ['face-api', 'tfjs', 'onnx'] as const;

export const NETWORK_REPAIRS = ['prelu'] as const;
export type NetworkRepair = (typeof NETWORK_REPAIRS)[number];

export interface NetworkFile {
  format: (typeof NETWORK_FORMATS)[number];
  /** Absolute path of the file whose hash was checked. */
  path: string;
  /** Hex digest of the file; of `tfjs` of the JSON and its weights, one after the other. */
  sha256: string;
  /** What the converter of a `tfjs` file broke (`../engines/restore-prelu.ts`); undefined when nothing is. */
  repair?: NetworkRepair | undefined;
}

/** A recognition network as its manifest describes it (`models/<name>/model.json`), checked and resolved. */
export interface RecognitionModel extends EncodingVersions {
  /** The folder's name, the value of FACE_MODEL. */
  name: string;
  /**
   * Version of everything that makes an encoding comparable – network, alignment, post-processing – and nothing that
   * does not (engine): `face-api/dlib-chip-150/flip`. Stored with each encoding.
   */
  version: string;
  /** What its manifest says that one may do with it. */
  licence: string | null;
  /** Name of the model whose enrolments stay recognised beside this one's; null when there is none. */
  predecessor: string | null;
  network: NetworkFile;
  /** Side of the square input in pixels. */
  inputSize: number;
  channels: ChannelOrder;
  /** The network sees `(value − mean) / std` per channel, in its own channel order. */
  mean: readonly [number, number, number];
  std: readonly [number, number, number];
  alignment: Alignment;
  /** Average the encodings of the chip and of its mirror image. */
  flip: boolean;
  /** Scale the (averaged) encoding to length 1. */
  l2Normalize: boolean;
  /** Numbers in an encoding. */
  dimension: number;
  /** What distances mean; null when nobody has measured it yet. */
  calibration: Calibration | null;
}

/** The model cannot be used; the message is one line for the operator. */
export class RecognitionModelError extends Error {
  constructor(name: string, fault: string) {
    super(`Recognition model "${name}": ${fault}`);
    this.name = 'RecognitionModelError';
  }
}
