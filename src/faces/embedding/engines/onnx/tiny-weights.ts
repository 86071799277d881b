/** Field numbers of onnx.proto: https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto */
const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;
const GRAPH_INITIALIZER = 5;
const NODE_ATTRIBUTE = 5;
const ATTRIBUTE_TENSOR = 5;
const TENSOR_DATA_TYPE = 2;
const TENSOR_FLOAT_DATA = 4;
const TENSOR_RAW_DATA = 9;
const FLOAT = 1;

/** Far below what float32 sums of weights of ordinary size can see. */
const TINY = 1e-20;

type Visit = (field: number, start: number, end: number, scalar: number) => void;

/**
 * Sets the float weights of an ONNX file with 0 < |w| < 1e-20 to zero, in place. Networks trained with strong decay are
 * full of them; as denormal numbers, and through denormal products, they slow many processors down severalfold. (The
 * runtime's own `set_denormal_as_zero` would do it for the whole process, JavaScript's arithmetic included, and counts
 * only in the first session.)
 * @returns how many were flushed
 * @throws RangeError when the bytes are not Protocol Buffers
 */
export function flushTinyWeights(model: Buffer): number {
  let flushed = 0;
  const onTensor = (start: number, end: number): void => {
    flushed += flushTensor(model, start, end);
  };
  forEachField(model, 0, model.length, (field, start, end) => {
    if (field === MODEL_GRAPH) forEachTensor(model, start, end, onTensor);
  });
  return flushed;
}

/** Initialisers, and the values of Constant nodes. */
function forEachTensor(
  model: Buffer,
  start: number,
  end: number,
  onTensor: (start: number, end: number) => void,
): void {
  forEachField(model, start, end, (field, from, to) => {
    if (field === GRAPH_INITIALIZER) onTensor(from, to);
    if (field !== GRAPH_NODE) return;
    forEachField(model, from, to, (nodeField, nodeFrom, nodeTo) => {
      if (nodeField !== NODE_ATTRIBUTE) return;
      forEachField(model, nodeFrom, nodeTo, (attributeField, tensorFrom, tensorTo) => {
        if (attributeField === ATTRIBUTE_TENSOR) onTensor(tensorFrom, tensorTo);
      });
    });
  });
}

function flushTensor(model: Buffer, start: number, end: number): number {
  let type = 0;
  const blocks: [number, number][] = [];
  forEachField(model, start, end, (field, from, to, scalar) => {
    if (field === TENSOR_DATA_TYPE) type = scalar;
    if (field === TENSOR_RAW_DATA || field === TENSOR_FLOAT_DATA) blocks.push([from, to]);
  });
  if (type !== FLOAT) return 0;
  let flushed = 0;
  for (const [from, to] of blocks) {
    for (let offset = from; offset + 4 <= to; offset += 4) {
      const weight = model.readFloatLE(offset);
      if (weight === 0 || Math.abs(weight) >= TINY) continue;
      model.writeFloatLE(0, offset);
      flushed++;
    }
  }
  return flushed;
}

/** Visits the fields of one message; `start` and `end` bound the payload of a length-delimited one. */
function forEachField(bytes: Buffer, start: number, end: number, visit: Visit): void {
  let offset = start;
  const varint = (): number => {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = bytes.readUInt8(offset++);
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  };
  while (offset < end) {
    const tag = varint();
    const wire = tag % 8;
    const size = wire === 2 ? varint() : wire === 5 ? 4 : wire === 1 ? 8 : 0;
    const scalar = wire === 0 ? varint() : 0;
    if (offset + size > end || ![0, 1, 2, 5].includes(wire)) throw new RangeError('Not an ONNX file');
    visit(Math.floor(tag / 8), offset, offset + size, scalar);
    offset += size;
  }
}
