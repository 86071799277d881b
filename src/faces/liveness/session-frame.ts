import type { PhotoAnalysis, QualityCode } from '../embedding/photo-analysis.js';
import { direction } from '../decision/template.js';
import { chinRatioOf, type HeadPose } from './head-motion.js';
import type { Moment } from './session-clock.js';

/** The one face of a frame. */
export interface FrameFace extends HeadPose {
  /** Between the landmarks' two looks, in pixels of the chip. */
  landmarkSpread: number;
  /** In pixels of the frame. */
  interocularPx: number;
  /** Of length 1. */
  encoding: readonly number[];
  /** By the predecessor's network, of length 1; null where nobody asked for it. */
  earlier: readonly number[] | null;
  /** 0..1; null without the passive network. */
  liveScore: number | null;
  findings: readonly QualityCode[];
}

export type FrameFault = 'NO_FACE' | 'SEVERAL_FACES';

/** What a session looks at of one picture of the camera, at the moment when it arrived. */
export interface SessionFrame extends Moment {
  answered: Moment;
  face: FrameFace | FrameFault;
}

/** Everybody in the picture counts: the one who turns the head may not stand beside the one who is recognised. */
export function faceOf({ faces, faceCount, encoding, earlier }: PhotoAnalysis): FrameFace | FrameFault {
  const [face] = faces;
  if (faceCount === 0) return 'NO_FACE';
  if (faceCount > 1 || face === undefined || encoding === null) return 'SEVERAL_FACES';
  return {
    ...face.pose,
    chinRatio: chinRatioOf(face.landmarks),
    landmarkSpread: face.landmarkSpread ?? Infinity,
    interocularPx: face.quality.interocularPx,
    encoding: numbersOf(encoding),
    earlier: earlier && numbersOf(earlier.encoding),
    liveScore: face.liveScore,
    findings: face.findings.map(({ code }) => code),
  };
}

/** As they lie in the database between two frames: a float32's nine digits. */
function numbersOf(encoding: Float32Array): number[] {
  return Array.from(direction(encoding), (value) => Number(value.toPrecision(9)));
}
