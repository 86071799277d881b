import { dirname } from 'node:path';
import { RecognitionModelError } from '../../models/recognition-model.js';
import {
  DETECTOR_INPUT,
  type DetectorInput,
  type FaceNetworks,
  LANDMARK_INPUT,
  type RawDetections,
} from '../face-networks.js';
import { assertBuiltIn, FACE_API_MEAN, type RecognitionNetwork } from '../recognition-network.js';
import { decodeWeights, findWeights, type NetworkName, readWeightFiles } from '../weights.js';
import { detectorForward } from './detector-forward.js';
import { type FaceApi, loadTensorflow } from './tensorflow-backend.js';

/** face-api divides the mean-free pixels by 255. */
const FACE_API_STD = 255;
const LANDMARK_NUMBERS = 136;
/** Anchors of SSD MobileNet v1 at DETECTOR_INPUT². */
const SQUARE_ANCHORS = 5118;

/** face-api's own networks on TensorFlow.js. */
export class TensorflowNetworks implements FaceNetworks {
  readonly engine = 'tensorflow';

  private constructor(
    private readonly faceapi: FaceApi,
    readonly runtime: string,
    /** Why tfjs-node is not what runs; null when it is. */
    readonly nativeRefusal: string | null,
    private readonly detector: InstanceType<FaceApi['SsdMobilenetv1']>,
    private readonly landmarker: InstanceType<FaceApi['FaceLandmark68Net']>,
    private readonly recognizer: InstanceType<FaceApi['FaceRecognitionNet']>,
    private readonly recognition: RecognitionNetwork,
  ) {}

  /** @throws RecognitionModelError when the recognition network is a plug-in: those are ONNX files */
  static async load(modelsPath: string, recognition: RecognitionNetwork): Promise<TensorflowNetworks> {
    if (recognition.network.format !== 'face-api') {
      throw new RecognitionModelError(recognition.name, 'it is an ONNX file and needs FACE_ENGINE=onnx');
    }
    assertBuiltIn(recognition);
    const { faceapi, runtime, nativeRefusal } = await loadTensorflow();
    const detector = new faceapi.SsdMobilenetv1();
    const landmarker = new faceapi.FaceLandmark68Net();
    const recognizer = new faceapi.FaceRecognitionNet();
    const folder = (network: NetworkName): string => findWeights(network, modelsPath);
    detector.loadFromWeightMap(await weightMap(faceapi, 'detector', folder('detector')));
    landmarker.loadFromWeightMap(await weightMap(faceapi, 'landmarks', folder('landmarks')));
    recognizer.loadFromWeightMap(await weightMap(faceapi, 'recognition', dirname(recognition.network.path)));
    return new TensorflowNetworks(
      faceapi,
      runtime,
      nativeRefusal,
      detector,
      landmarker,
      recognizer,
      recognition,
    );
  }

  /** As face-api does it: on the whole square, black where the picture ends. */
  async detect({ rgb, width, height }: DetectorInput): Promise<RawDetections> {
    const { tf } = this.faceapi;
    const { params } = this.detector;
    if (!params) throw new Error('The detector is disposed of');
    const raw = tf.tidy(() => {
      const picture = tf.tensor4d(rgb, [1, height, width, 3]);
      const pixels = tf.pad(picture, [
        [0, 0],
        [0, DETECTOR_INPUT - height],
        [0, DETECTOR_INPUT - width],
        [0, 0],
      ]);
      return detectorForward(this.faceapi, tf.sub(tf.div(pixels, 127.5), 1), params);
    });
    return {
      size: { width: DETECTOR_INPUT, height: DETECTOR_INPUT },
      boxEncodings: await take(raw.boxEncodings, SQUARE_ANCHORS * 4),
      faceLogits: await take(raw.faceLogits, SQUARE_ANCHORS),
    };
  }

  async landmarks(rgb: Float32Array, count: number): Promise<Float32Array> {
    const { tf } = this.faceapi;
    const points = tf.tidy(() => this.landmarker.forwardInput(this.batch(rgb, count, LANDMARK_INPUT)));
    return take(points, count * LANDMARK_NUMBERS);
  }

  async describe(rgb: Float32Array, count: number): Promise<Float32Array> {
    const { tf } = this.faceapi;
    const { inputSize, dimension, mean, std } = this.recognition;
    // face-api normalises inside its forward pass; this makes its (x' − mean) / 255 equal to our (x − mean) / std.
    const rescaled = new Float32Array(rgb.length);
    for (let i = 0; i < rgb.length; i++) {
      const channel = (i % 3) as 0 | 1 | 2;
      rescaled[i] = ((rgb[i] ?? 0) - mean[channel]) * (FACE_API_STD / std[channel]) + FACE_API_MEAN[channel];
    }
    const descriptors = tf.tidy(() => this.recognizer.forwardInput(this.batch(rescaled, count, inputSize)));
    return take(descriptors, count * dimension);
  }

  dispose(): Promise<void> {
    this.detector.dispose();
    this.landmarker.dispose();
    this.recognizer.dispose();
    return Promise.resolve();
  }

  private batch(rgb: Float32Array, count: number, size: number) {
    const { tf, NetInput } = this.faceapi;
    const stride = size * size * 3;
    const images = Array.from({ length: count }, (_, i) =>
      tf.tensor3d(rgb.subarray(i * stride, (i + 1) * stride), [size, size, 3]),
    );
    return new NetInput(images, true);
  }
}

async function weightMap({ tf }: FaceApi, network: NetworkName, folder: string) {
  const { tensors } = decodeWeights(await readWeightFiles(network, folder));
  return Object.fromEntries([...tensors].map(([name, { shape, data }]) => [name, tf.tensor(data, shape)]));
}

async function take(
  tensor: { data(): Promise<Float32Array | Int32Array | Uint8Array>; dispose(): void },
  length: number,
): Promise<Float32Array> {
  const data = await tensor.data();
  tensor.dispose();
  if (!(data instanceof Float32Array) || data.length !== length) {
    throw new Error(`A network answered ${data.length} numbers instead of ${length}`);
  }
  return data;
}
