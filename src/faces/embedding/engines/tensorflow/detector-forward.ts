import type { FaceApi } from './tensorflow-backend.js';

type DetectorParams = NonNullable<InstanceType<FaceApi['SsdMobilenetv1']>['params']>;
type Tensor4D = ReturnType<FaceApi['tf']['tensor4d']>;
type PointwiseParams = DetectorParams['prediction_layer']['conv_0'];
type DepthwiseParams = DetectorParams['mobilenetv1']['conv_1']['depthwise_conv'];
type PredictorParams = DetectorParams['prediction_layer']['box_predictor_0'];

/** Variance epsilon of the network's batch normalisation (float32 of 1e-3). */
const EPSILON = 0.0010000000474974513;

/**
 * SSD MobileNet v1 up to its raw predictions. face-api's own `forwardInput` goes on to decode the boxes and squash the
 * scores; the pipeline does that for every engine, so this is the same forward pass (face-api's
 * `ssdMobilenetv1/mobileNetV1.ts` and `predictionLayer.ts`) without its last layer.
 * @param image 1 x 512 x 512 x 3, −1..1; the caller disposes of the results
 */
export function detectorForward({ tf }: FaceApi, image: Tensor4D, params: DetectorParams) {
  const pointwise = (
    x: Tensor4D,
    { filters, batch_norm_offset }: PointwiseParams,
    stride: number,
  ): Tensor4D =>
    tf.clipByValue(tf.add<Tensor4D>(tf.conv2d(x, filters, stride, 'same'), batch_norm_offset), 0, 6);

  const depthwise = (x: Tensor4D, conv: DepthwiseParams, stride: number): Tensor4D => {
    const { batch_norm_mean, batch_norm_variance, batch_norm_offset, batch_norm_scale } = conv;
    const out = tf.depthwiseConv2d(x, conv.filters, stride, 'same');
    return tf.clipByValue(
      tf.batchNorm(out, batch_norm_mean, batch_norm_variance, batch_norm_offset, batch_norm_scale, EPSILON),
      0,
      6,
    );
  };

  const predict = (x: Tensor4D, { box_encoding_predictor, class_predictor }: PredictorParams) => ({
    boxes: tf.reshape(
      tf.add(tf.conv2d(x, box_encoding_predictor.filters, 1, 'same'), box_encoding_predictor.bias),
      [-1, 4],
    ),
    classes: tf.reshape(
      tf.add(tf.conv2d(x, class_predictor.filters, 1, 'same'), class_predictor.bias),
      [-1, 3],
    ),
  });

  return tf.tidy(() => {
    const m = params.mobilenetv1;
    const p = params.prediction_layer;
    const pairs = [
      m.conv_1,
      m.conv_2,
      m.conv_3,
      m.conv_4,
      m.conv_5,
      m.conv_6,
      m.conv_7,
      m.conv_8,
      m.conv_9,
      m.conv_10,
    ];
    const halving = new Set([m.conv_2, m.conv_4, m.conv_6, m.conv_12]);
    const pair = (x: Tensor4D, conv: typeof m.conv_1): Tensor4D =>
      pointwise(depthwise(x, conv.depthwise_conv, halving.has(conv) ? 2 : 1), conv.pointwise_conv, 1);

    const features10 = pairs.reduce(pair, pointwise(image, m.conv_0, 2));
    const features11 = pair(features10, m.conv_11);
    const features13 = pair(pair(features11, m.conv_12), m.conv_13);
    const extra1 = pointwise(pointwise(features13, p.conv_0, 1), p.conv_1, 2);
    const extra3 = pointwise(pointwise(extra1, p.conv_2, 1), p.conv_3, 2);
    const extra5 = pointwise(pointwise(extra3, p.conv_4, 1), p.conv_5, 2);
    const extra7 = pointwise(pointwise(extra5, p.conv_6, 1), p.conv_7, 2);

    const predictions = [
      predict(features11, p.box_predictor_0),
      predict(features13, p.box_predictor_1),
      predict(extra1, p.box_predictor_2),
      predict(extra3, p.box_predictor_3),
      predict(extra5, p.box_predictor_4),
      predict(extra7, p.box_predictor_5),
    ];
    const classes = tf.concat(
      predictions.map((prediction) => prediction.classes),
      0,
    );
    return {
      boxEncodings: tf.concat(
        predictions.map((prediction) => prediction.boxes),
        0,
      ),
      // Class 0 is the background, 1 the face; the third is never trained.
      faceLogits: tf.slice(classes, [0, 1], [-1, 1]),
    };
  });
}
