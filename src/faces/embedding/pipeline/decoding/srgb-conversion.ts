import { linearToSrgb, type MatrixProfile, type Matrix3 } from './icc-profile.js';

/** XYZ (D50) to linear sRGB: the inverse of sRGB's D50-adapted primaries. */
const XYZ_TO_SRGB: Matrix3 = [
  3.1338561, -1.6168667, -0.4906146, -0.9787684, 1.9161415, 0.033454, 0.0719453, -0.2289914, 1.4052427,
];
/** Fine enough that the steepest part of the sRGB curve moves by less than one of 255 levels. */
const ENCODE_STEPS = 4096;
let encodeTable: Float32Array | undefined;

/** Converts interleaved pixels (0..255) of the profile's space to sRGB, in place. */
export function convertToSrgb(rgb: Float32Array, profile: MatrixProfile): void {
  const encode = (encodeTable ??= Float32Array.from(
    { length: ENCODE_STEPS + 1 },
    (_, i) => 255 * linearToSrgb(i / ENCODE_STEPS),
  ));
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = multiply(XYZ_TO_SRGB, profile.toXyz);
  const [redCurve, greenCurve, blueCurve] = profile.curves;
  const encoded = (light: number) => encode[(Math.min(Math.max(light, 0), 1) * ENCODE_STEPS + 0.5) | 0] ?? 0;
  for (let i = 0; i + 2 < rgb.length; i += 3) {
    const r = lookUp(redCurve, rgb[i] ?? 0);
    const g = lookUp(greenCurve, rgb[i + 1] ?? 0);
    const b = lookUp(blueCurve, rgb[i + 2] ?? 0);
    rgb[i] = encoded(m0 * r + m1 * g + m2 * b);
    rgb[i + 1] = encoded(m3 * r + m4 * g + m5 * b);
    rgb[i + 2] = encoded(m6 * r + m7 * g + m8 * b);
  }
}

/** Resampled pixels lie between the 256 levels of the curve. */
function lookUp(curve: Float32Array, value: number): number {
  const low = Math.min(Math.floor(value), 254);
  const from = curve[low] ?? 0;
  return from + ((curve[low + 1] ?? 0) - from) * (value - low);
}

function multiply(a: Matrix3, b: Matrix3): Matrix3 {
  const cell = (row: number, column: number) =>
    [0, 1, 2].reduce((sum, k) => sum + (a[row * 3 + k] ?? 0) * (b[k * 3 + column] ?? 0), 0);
  return [
    ...([cell(0, 0), cell(0, 1), cell(0, 2)] as const),
    ...([cell(1, 0), cell(1, 1), cell(1, 2)] as const),
    ...([cell(2, 0), cell(2, 1), cell(2, 2)] as const),
  ];
}
