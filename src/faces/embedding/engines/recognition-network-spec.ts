/** What an engine must know to run one recognition network: where it is and how its input is prepared. */
export interface RecognitionNetworkSpec {
  /** For messages, e.g. the folder's name below `MODELS_PATH`. */
  name: string;
  /** Absolute path of the ONNX file; null for the network built into face-api's weights. */
  onnxPath: string | null;
  /** Side of the square chip in pixels. */
  inputSize: number;
  channelOrder: 'rgb' | 'bgr';
  /** The network sees (channel − mean) / std, channels in `channelOrder`, pixels 0..255. */
  mean: readonly [number, number, number];
  std: readonly [number, number, number];
  /** Numbers per face. */
  dimension: number;
}

/** Mean colour of dlib's and face-api's training images, RGB, 0..255 (`input_rgb_image_sized` in dlib). */
export const FACE_API_MEAN = [122.782, 117.001, 104.298] as const;

/** dlib's `dlib_face_recognition_resnet_model_v1` as face-api ships it; dlib divides by 256 where face-api divides by 255. */
export const BUILT_IN_RECOGNITION: RecognitionNetworkSpec = {
  name: 'face-api',
  onnxPath: null,
  inputSize: 150,
  channelOrder: 'rgb',
  mean: FACE_API_MEAN,
  std: [256, 256, 256],
  dimension: 128,
};

/** @throws Error when a manifest describes the built-in network as something that it is not */
export function assertBuiltIn(spec: RecognitionNetworkSpec): void {
  const { inputSize, channelOrder, dimension } = BUILT_IN_RECOGNITION;
  if (spec.inputSize === inputSize && spec.channelOrder === channelOrder && spec.dimension === dimension)
    return;
  throw new Error(
    `The built-in recognition network takes ${inputSize} px ${channelOrder} chips and gives ${dimension} numbers, ` +
      `not ${spec.inputSize} px ${spec.channelOrder} and ${spec.dimension} as "${spec.name}" says`,
  );
}
