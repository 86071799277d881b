import { DLIB_NETWORK } from '../models/dlib-network.js';
import { type RecognitionModel, RecognitionModelError } from '../models/recognition-model.js';

/** What an engine must know of a recognition model; how faces are aligned or encodings post-processed is not its affair. */
export type RecognitionNetwork = Pick<
  RecognitionModel,
  'name' | 'network' | 'inputSize' | 'channels' | 'mean' | 'std' | 'dimension'
>;

/** Mean colour of the training images of face-api's landmark and recognition networks (dlib's too), RGB, 0..255. */
export const FACE_API_MEAN = [122.782, 117.001, 104.298] as const;

/** @throws RecognitionModelError when a manifest describes face-api's network as something that it is not */
export function assertBuiltIn({ name, inputSize, channels, dimension }: RecognitionNetwork): void {
  if (
    inputSize === DLIB_NETWORK.inputSize &&
    channels === DLIB_NETWORK.channels &&
    dimension === DLIB_NETWORK.dimension
  )
    return;
  throw new RecognitionModelError(
    name,
    `face-api's network takes ${DLIB_NETWORK.inputSize} px ${DLIB_NETWORK.channels} chips and gives ${DLIB_NETWORK.dimension} numbers, ` +
      `the manifest says ${inputSize} px ${channels} and ${dimension}`,
  );
}
