const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/**
 * The part of Protocol Buffers' wire format that an ONNX file needs, so that no code generator or runtime is a
 * dependency. Fields are written in the order of the calls. https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufWriter {
  private readonly parts: Uint8Array[] = [];

  /** int32, int64, enum. @throws RangeError below 0, whose ten-byte form no field here needs */
  int(field: number, value: number): this {
    return this.push(varint(field * 8 + VARINT), varint(value));
  }

  float(field: number, value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    return this.push(varint(field * 8 + FIXED_32), bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.push(varint(field * 8 + LENGTH_DELIMITED), varint(value.length), value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value, 'utf8'));
  }

  message(field: number, value: ProtobufWriter): this {
    const length = value.parts.reduce((sum, part) => sum + part.length, 0);
    return this.push(varint(field * 8 + LENGTH_DELIMITED), varint(length), ...value.parts);
  }

  finish(): Uint8Array {
    return Buffer.concat(this.parts);
  }

  private push(...parts: Uint8Array[]): this {
    this.parts.push(...parts);
    return this;
  }
}

function varint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is not a varint`);
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
