import { ALIGNMENTS } from './recognition-model.js';

/**
 * What dlib's `dlib_face_recognition_resnet_model_v1` takes and gives: the network of Python's face_recognition, and the one
 * whose weights face-api ships.
 */
export const DLIB_NETWORK = {
  inputSize: ALIGNMENTS['dlib-chip-150'],
  channels: 'rgb',
  dimension: 128,
} as const;
