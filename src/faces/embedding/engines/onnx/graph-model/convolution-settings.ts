import type { GraphNode } from '../../graph-model.js';

export interface ConvolutionSettings {
  stride: number;
  /** Whether the result is as large as the picture at stride 1: TensorFlow's SAME, not VALID. */
  isPadded: boolean;
  isRectified: boolean;
}

/** @throws Error when the convolution is of a kind that this reader does not know */
export function convolutionSettings(attributes: GraphNode['attributes']): ConvolutionSettings {
  const [stride = NaN, across = NaN] = attributes.numbers('strides').slice(1);
  const isDilated = attributes.numbers('dilations').some((step) => step !== 1);
  if (stride !== across || isDilated || attributes.text('data_format') !== 'NHWC')
    throw new Error('stride, dilation or layout that this reader does not know');
  const padding = attributes.text('padding');
  if (padding !== 'SAME' && padding !== 'VALID') throw new Error(`padding ${padding}`);
  return { stride, isPadded: padding === 'SAME', isRectified: isRectified(attributes.texts('fused_ops')) };
}

/** What TensorFlow fuses into a convolution: a bias, and perhaps a ReLU after it. */
function isRectified(fused: readonly string[]): boolean {
  const [bias, activation, ...others] = fused;
  if (bias !== 'BiasAdd' || (activation !== undefined && activation !== 'Relu') || others.length > 0)
    throw new Error(`fused with ${fused.join(', ') || 'nothing'}`);
  return activation === 'Relu';
}
