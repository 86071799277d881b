import { type Alignment, ALIGNMENTS } from '../../models/recognition-model.js';
import type { Point } from '../../photo-analysis.js';
import { centreOf, fitSimilarity, type Similarity } from './similarity.js';

/** dlib's mean face for the landmarks 17–67, from `get_face_chip_details` (dlib/image_transforms/interpolation.h). */
const MEAN_FACE_X = [
  0.000213256, 0.0752622, 0.18113, 0.29077, 0.393397, 0.586856, 0.689483, 0.799124, 0.904991, 0.98004,
  0.490127, 0.490127, 0.490127, 0.490127, 0.36688, 0.426036, 0.490127, 0.554217, 0.613373, 0.121737, 0.187122,
  0.265825, 0.334606, 0.260918, 0.182743, 0.645647, 0.714428, 0.793132, 0.858516, 0.79751, 0.719335, 0.254149,
  0.340985, 0.428858, 0.490127, 0.551395, 0.639268, 0.726104, 0.642159, 0.556721, 0.490127, 0.423532,
  0.338094, 0.290379, 0.428096, 0.490127, 0.552157, 0.689874, 0.553364, 0.490127, 0.42689,
];
const MEAN_FACE_Y = [
  0.106454, 0.038915, 0.0187482, 0.0344891, 0.0773906, 0.0773906, 0.0344891, 0.0187482, 0.038915, 0.106454,
  0.203352, 0.307009, 0.409805, 0.515625, 0.587326, 0.609345, 0.628106, 0.609345, 0.587326, 0.216423,
  0.178758, 0.179852, 0.231733, 0.245099, 0.244077, 0.231733, 0.179852, 0.178758, 0.216423, 0.244077,
  0.245099, 0.780233, 0.745405, 0.727388, 0.742578, 0.727388, 0.745405, 0.780233, 0.864805, 0.902192,
  0.909281, 0.902192, 0.864805, 0.784792, 0.778746, 0.785343, 0.778746, 0.784792, 0.824182, 0.831803,
  0.824182,
];
const FIRST_MEAN_LANDMARK = 17;
/** The chip leaves out the jaw (0–16), the eyebrows (17–26) and the lower lip (55–59, 65–67), as dlib does. */
const DLIB_LANDMARKS = [...range(27, 54), ...range(60, 64)];
const DLIB_SIZE = ALIGNMENTS['dlib-chip-150'];
const DLIB_PADDING = 0.25;
const DLIB_TARGETS = DLIB_LANDMARKS.map((landmark) => ({
  x: dlibPosition(MEAN_FACE_X[landmark - FIRST_MEAN_LANDMARK] ?? 0),
  y: dlibPosition(MEAN_FACE_Y[landmark - FIRST_MEAN_LANDMARK] ?? 0),
}));

/** Where ArcFace-type networks expect eyes, nose tip and mouth corners (insightface, `arcface_dst`). */
const ARCFACE_TARGETS: Point[] = [
  { x: 38.2946, y: 51.6963 },
  { x: 73.5318, y: 51.5014 },
  { x: 56.0252, y: 71.7366 },
  { x: 41.5493, y: 92.3655 },
  { x: 70.7299, y: 92.2041 },
];

/**
 * The similarity that takes pixels of the aligned chip to pixels of the image.
 * @param landmarks the 68 points of the iBUG 300-W layout
 */
export function chipToImage(alignment: Alignment, landmarks: readonly Point[]): Similarity {
  switch (alignment) {
    case 'dlib-chip-150':
      return fitSimilarity(DLIB_TARGETS, pick(landmarks, DLIB_LANDMARKS));
    case 'arcface-112':
      return fitSimilarity(ARCFACE_TARGETS, fivePoints(landmarks));
  }
}

/** Centres of the eyes in image order (the person's right eye first), nose tip, corners of the mouth. */
export function fivePoints(landmarks: readonly Point[]): Point[] {
  const [rightEye, leftEye] = [centreOf(landmarks.slice(36, 42)), centreOf(landmarks.slice(42, 48))];
  return [rightEye, leftEye, ...pick(landmarks, [30, 48, 54])];
}

function pick(landmarks: readonly Point[], indices: readonly number[]): Point[] {
  return indices.map((index) => landmarks[index] ?? { x: NaN, y: NaN });
}

function dlibPosition(mean: number): number {
  return (DLIB_SIZE * (mean + DLIB_PADDING)) / (1 + 2 * DLIB_PADDING);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
