import { createCipheriv } from 'node:crypto';
import { deriveKey } from './template-key.js';

const BYTES_PER_NUMBER = 4;
/** Random bytes are drawn in pieces of this many. */
const PIECE = 64 * 1024;

/**
 * A secret rotation (and perhaps reflection) of encodings: it keeps every distance and angle, and without the key a rotated
 * encoding tells as little as a random one. Drawn uniformly from all orthogonal matrices (Mezzadri 2007: QR of a Gaussian
 * matrix, R's diagonal positive), from the key alone, so that every process and every restart has the same.
 */
export class ProtectionMatrix {
  private constructor(
    private readonly rows: Float64Array,
    readonly dimension: number,
  ) {}

  /** @param key 32 bytes @param dimension numbers in an encoding */
  static derive(key: Uint8Array, dimension: number): ProtectionMatrix {
    const gaussian = gaussianNumbers(deriveKey(key, `orthogonal matrix ${dimension}`, 32));
    const rows = Float64Array.from({ length: dimension * dimension }, gaussian);
    orthonormalise(rows, dimension);
    return new ProtectionMatrix(rows, dimension);
  }

  /** @throws RangeError when the encoding has another dimension */
  protect(encoding: ArrayLike<number>): Float32Array {
    this.check(encoding);
    const { rows, dimension } = this;
    const result = new Float32Array(dimension);
    for (let row = 0; row < dimension; row += 1) {
      const start = row * dimension;
      let sum = 0;
      for (let column = 0; column < dimension; column += 1)
        sum += (rows[start + column] as number) * (encoding[column] as number);
      result[row] = sum;
    }
    return result;
  }

  /** The encoding as it was: an orthogonal matrix is undone by its transpose. */
  reveal(encoding: ArrayLike<number>): Float64Array {
    this.check(encoding);
    const { rows, dimension } = this;
    const result = new Float64Array(dimension);
    for (let row = 0; row < dimension; row += 1) {
      const start = row * dimension;
      for (let column = 0; column < dimension; column += 1)
        result[column] =
          (result[column] as number) + (rows[start + column] as number) * (encoding[row] as number);
    }
    return result;
  }

  private check({ length }: ArrayLike<number>): void {
    if (length !== this.dimension)
      throw new RangeError(`An encoding of ${length} numbers, protected as one of ${this.dimension}`);
  }
}

/** Gram–Schmidt, twice, which leaves rows as orthogonal as the arithmetic allows (Giraud et al. 2005). */
function orthonormalise(rows: Float64Array, dimension: number): void {
  for (let row = 0; row < dimension; row += 1) {
    const current = rows.subarray(row * dimension, (row + 1) * dimension);
    for (let pass = 0; pass < 2; pass += 1) {
      for (let earlier = 0; earlier < row; earlier += 1) {
        const other = rows.subarray(earlier * dimension, (earlier + 1) * dimension);
        const share = dot(current, other);
        for (let i = 0; i < dimension; i += 1)
          current[i] = (current[i] as number) - share * (other[i] as number);
      }
    }
    const length = Math.sqrt(dot(current, current));
    for (let i = 0; i < dimension; i += 1) current[i] = (current[i] as number) / length;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/**
 * Standard normal numbers by Marsaglia's polar method, which needs no trigonometry: sine and cosine differ between versions
 * of V8 in their last digit, logarithm and root do not.
 */
function gaussianNumbers(seed: Buffer): () => number {
  const uniform = uniformNumbers(seed);
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const number = spare;
      spare = undefined;
      return number;
    }
    for (;;) {
      const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1];
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  };
}

/** In [0, 1), from the key stream of AES-256 in counter mode. */
function uniformNumbers(seed: Buffer): () => number {
  const cipher = createCipheriv('aes-256-ctr', seed, Buffer.alloc(16));
  const zeros = Buffer.alloc(PIECE);
  let piece = cipher.update(zeros);
  let at = 0;
  return () => {
    if (at === piece.length) {
      piece = cipher.update(zeros);
      at = 0;
    }
    const number = piece.readUInt32BE(at) / 2 ** 32;
    at += BYTES_PER_NUMBER;
    return number;
  };
}
