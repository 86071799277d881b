import { PASSIVE_FOLDER } from '../../models/passive-files.js';
import { RecognitionModelError } from '../../models/recognition-model.js';
import {
  DETECTOR_INPUT,
  type DetectorInput,
  type FaceNetworks,
  LANDMARK_INPUT,
  type PassiveSession,
  type RawDetections,
  type RecognitionSession,
} from '../face-networks.js';
import type { RecognitionNetwork } from '../recognition-network.js';
import { findWeights, type NetworkName } from '../weights.js';
import { detectorForward } from './detector-forward.js';
import { FaceApiRecognition } from './face-api-recognition.js';
import { GraphModelRecognition } from './graph-model-recognition.js';
import { type FaceApi, loadTensorflow } from './tensorflow-backend.js';
import { imageBatch, take, weightMap } from './tensors.js';

const LANDMARK_NUMBERS = 136;
/** Anchors of SSD MobileNet v1 at DETECTOR_INPUT². */
const SQUARE_ANCHORS = 5118;

/** face-api's own networks on TensorFlow.js, with its recognition network or a graph model. */
export class TensorflowNetworks implements FaceNetworks {
  readonly engine = 'tensorflow';
  /** It pads every picture to the square. */
  readonly glances = false;

  private constructor(
    private readonly faceapi: FaceApi,
    readonly runtime: string,
    /** Why tfjs-node is not what runs; null when it is. */
    readonly nativeRefusal: string | null,
    private readonly detector: InstanceType<FaceApi['SsdMobilenetv1']>,
    private readonly landmarker: InstanceType<FaceApi['FaceLandmark68Net']>,
    private readonly recognizer: RecognitionSession,
  ) {}

  /** @throws RecognitionModelError when the recognition network is a plug-in: those are ONNX files */
  static async load(modelsPath: string, recognition: RecognitionNetwork): Promise<TensorflowNetworks> {
    refuseOnnx(recognition);
    const { faceapi, runtime, nativeRefusal } = await loadTensorflow();
    const detector = new faceapi.SsdMobilenetv1();
    const landmarker = new faceapi.FaceLandmark68Net();
    const folder = (network: NetworkName): string => findWeights(network, modelsPath);
    detector.loadFromWeightMap(await weightMap(faceapi, 'detector', folder('detector')));
    landmarker.loadFromWeightMap(await weightMap(faceapi, 'landmarks', folder('landmarks')));
    const recognizer = await loadRecognition(faceapi, recognition);
    return new TensorflowNetworks(faceapi, runtime, nativeRefusal, detector, landmarker, recognizer);
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
    const points = tf.tidy(() =>
      this.landmarker.forwardInput(imageBatch(this.faceapi, rgb, count, LANDMARK_INPUT)),
    );
    return take(points, count * LANDMARK_NUMBERS);
  }

  encode(rgb: Float32Array, count: number): Promise<Float32Array> {
    return this.recognizer.encode(rgb, count);
  }

  openRecognition(recognition: RecognitionNetwork): Promise<RecognitionSession> {
    return loadRecognition(this.faceapi, recognition);
  }

  openPassive(): Promise<PassiveSession> {
    const remedy = `without it remove the folder ${PASSIVE_FOLDER} from MODELS_PATH`;
    return Promise.reject(new Error(`Passive liveness needs FACE_ENGINE=onnx; ${remedy}`));
  }

  async dispose(): Promise<void> {
    this.detector.dispose();
    this.landmarker.dispose();
    await this.recognizer.release();
  }
}

function loadRecognition(faceapi: FaceApi, recognition: RecognitionNetwork): Promise<RecognitionSession> {
  refuseOnnx(recognition);
  return recognition.network.format === 'face-api'
    ? FaceApiRecognition.load(faceapi, recognition)
    : GraphModelRecognition.load(recognition);
}

function refuseOnnx({ name, network }: RecognitionNetwork): void {
  if (network.format === 'onnx')
    throw new RecognitionModelError(name, 'it is an ONNX file and needs FACE_ENGINE=onnx');
}
