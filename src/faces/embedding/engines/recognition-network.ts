import { type RecognitionModel, RecognitionModelError } from '../models/recognition-model.js';

/** What an engine must know of a recognition model; how faces are aligned or encodings post-processed is not its affair. */
export type RecognitionNetwork = Pick<
  RecognitionModel,
  'name' | 'network' | 'inputSize' | 'channels' | 'mean' | 'std' | 'dimension'
>;

/** Mean colour of the training images of face-api's landmark and recognition networks (dlib's too), RGB, 0..255. */
export const FACE_API_MEAN = [122.782, 117.001, 104.298] as const;

/** The network inside face-api's weights: dlib's `dlib_face_recognition_resnet_model_v1`. */
const BUILT_IN = { inputSize: 150, channels: 'rgb', dimension: 128 } as const;

/** @throws RecognitionModelError when a manifest describes face-api's network as something that it is not */
export function assertBuiltIn({ name, inputSize, channels, dimension }: RecognitionNetwork): void {
  if (inputSize === BUILT_IN.inputSize && channels === BUILT_IN.channels && dimension === BUILT_IN.dimension)
    return;
  throw new RecognitionModelError(
    name,
    `face-api's network takes ${BUILT_IN.inputSize} px ${BUILT_IN.channels} chips and gives ${BUILT_IN.dimension} numbers, ` +
      `the manifest says ${inputSize} px ${channels} and ${dimension}`,
  );
}
