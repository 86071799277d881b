import type { Box } from '../../photo-analysis.js';

export interface DetectedFace {
  /** Pixels of the image; may reach beyond its border. */
  box: Box;
  /** Probability, 0..1. */
  score: number;
}

/** Two boxes are of one face when they overlap (intersection over union) or one holds the other this much. */
const SAME_OVERLAP = 0.3;
const SAME_CONTAINED = 0.6;
/** Boxes this alike are averaged: it steadies the landmarks, worth half a point of TAR at FMR 1e-3 on LFW. */
const ALIKE_OVERLAP = 0.5;

export interface MergedFace {
  face: DetectedFace;
  /** How many boxes there were of this face. */
  sightings: number;
}

/**
 * One face for all the boxes of it, best first: the score of the best one, the mean of those like it weighted by score.
 * @param minScore a face's best box must be above it, and only boxes above it are averaged
 */
export function mergeSightings(found: readonly DetectedFace[], minScore: number): MergedFace[] {
  const groups: DetectedFace[][] = [];
  for (const face of found.toSorted((a, b) => b.score - a.score)) {
    const group = groups.find(([best]) => best !== undefined && isSame(best.box, face.box));
    if (group) group.push(face);
    else groups.push([face]);
  }
  return groups.flatMap((group) => {
    const [best] = group;
    if (!best || best.score <= minScore) return [];
    const alike = group.filter(
      ({ box, score }) => score > minScore && overlapOf(box, best.box) > ALIKE_OVERLAP,
    );
    return [{ face: { box: meanBox(alike), score: best.score }, sightings: group.length }];
  });
}

export function overlapsAny(face: DetectedFace, others: readonly DetectedFace[]): boolean {
  return others.some((other) => isSame(face.box, other.box));
}

function meanBox(faces: readonly DetectedFace[]): Box {
  const total = faces.reduce((sum, { score }) => sum + score, 0);
  const mean = (side: keyof Box) => faces.reduce((sum, { box, score }) => sum + score * box[side], 0) / total;
  return { x: mean('x'), y: mean('y'), width: mean('width'), height: mean('height') };
}

function isSame(a: Box, b: Box): boolean {
  const shared = sharedArea(a, b);
  return (
    overlapOf(a, b) > SAME_OVERLAP ||
    shared > SAME_CONTAINED * Math.min(a.width * a.height, b.width * b.height)
  );
}

function overlapOf(a: Box, b: Box): number {
  const shared = sharedArea(a, b);
  return shared / (a.width * a.height + b.width * b.height - shared);
}

function sharedArea(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}
