import type { DetectorSize, RawDetections } from '../../engines/face-networks.js';
import { ssdAnchors } from './anchors.js';

/** A face as the detector sees it: shares of DETECTOR_INPUT, possibly reaching beyond 0..1. */
export interface SquareDetection {
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Probability, 0..1. */
  score: number;
}

/** SSD's variances: centres are scaled by 1/10, sizes by 1/5. */
const CENTRE_SCALE = 10;
const SIZE_SCALE = 5;
/** By size: 256 shapes there can be, 80 KB is the largest. */
const anchorsBySize = new Map<string, Float32Array>();

/** Boxes of the anchors whose probability is above `minScore`, best first, overlapping ones removed. */
export function decodeBoxes(
  { size, boxEncodings, faceLogits }: RawDetections,
  minScore: number,
  maxOverlap = 0.5,
): SquareDetection[] {
  const minLogit = Math.log(minScore / (1 - minScore));
  const anchors = anchorsOf(size);
  const candidates: SquareDetection[] = [];
  for (let anchor = 0; anchor < faceLogits.length; anchor++) {
    const logit = faceLogits[anchor] ?? -Infinity;
    if (logit > minLogit) candidates.push(decodeBox(boxEncodings, anchors, anchor, logit));
  }
  candidates.sort((a, b) => b.score - a.score);
  return suppressOverlapping(candidates, maxOverlap);
}

function anchorsOf(size: DetectorSize): Float32Array {
  const key = `${size.width} x ${size.height}`;
  const anchors = anchorsBySize.get(key) ?? ssdAnchors(size);
  anchorsBySize.set(key, anchors);
  return anchors;
}

function decodeBox(
  encodings: Float32Array,
  anchors: Float32Array,
  anchor: number,
  logit: number,
): SquareDetection {
  const at = anchor * 4;
  const height = anchors[at + 2] ?? 0;
  const width = anchors[at + 3] ?? 0;
  const centreY = ((encodings[at] ?? 0) / CENTRE_SCALE) * height + (anchors[at] ?? 0);
  const centreX = ((encodings[at + 1] ?? 0) / CENTRE_SCALE) * width + (anchors[at + 1] ?? 0);
  const halfHeight = (Math.exp((encodings[at + 2] ?? 0) / SIZE_SCALE) * height) / 2;
  const halfWidth = (Math.exp((encodings[at + 3] ?? 0) / SIZE_SCALE) * width) / 2;
  return {
    left: centreX - halfWidth,
    top: centreY - halfHeight,
    right: centreX + halfWidth,
    bottom: centreY + halfHeight,
    score: 1 / (1 + Math.exp(-logit)),
  };
}

/** Non-maximum suppression: of boxes that overlap (intersection over union) by more than `maxOverlap` the best stays. */
export function suppressOverlapping(sorted: SquareDetection[], maxOverlap: number): SquareDetection[] {
  const kept: SquareDetection[] = [];
  for (const candidate of sorted) {
    if (kept.every((other) => overlap(candidate, other) <= maxOverlap)) kept.push(candidate);
  }
  return kept;
}

function overlap(a: SquareDetection, b: SquareDetection): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (areaOf(a) + areaOf(b) - shared);
}

function areaOf(box: SquareDetection): number {
  return (box.right - box.left) * (box.bottom - box.top);
}
