/**
 * Reads just enough of an ICC profile (ICC.1:2022) to know whether pixels can be taken as sRGB as they are, or how
 * those of a matrix/TRC profile (Display P3, Adobe RGB …) become sRGB. Transforming a whole photograph costs more than
 * finding the face in it; with the matrix known, only the pixels of the aligned face need it.
 */

/** 3 x 3, row-major. */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];

export interface MatrixProfile {
  /** Linear RGB of the profile to the connection space (CIE XYZ, D50), columns red, green, blue. */
  toXyz: Matrix3;
  /** Device value 0..255 to linear light 0..1, 256 entries per channel. */
  curves: readonly [Float32Array, Float32Array, Float32Array];
}

/** `srgb`: take the pixels as they are; `matrix`: convert the pixels that matter; `other`: needs a colour engine. */
export type ProfileKind = { kind: 'srgb' } | { kind: 'matrix'; profile: MatrixProfile } | { kind: 'other' };

/** sRGB's primaries adapted to D50 (IEC 61966-2-1 through the Bradford transform), as sRGB profiles carry them. */
const SRGB_TO_XYZ: Matrix3 = [0.4361, 0.3851, 0.1431, 0.2225, 0.7169, 0.0606, 0.0139, 0.0971, 0.7141];
/** Profiles of sRGB differ by rounding and adaptation; Display P3's red differs by 0.08. */
const PRIMARY_TOLERANCE = 0.01;
/** Linear light of the device values 64, 128 and 192 may differ by this much: gamma 2.2 passes, 1.8 and linear do not. */
const CURVE_TOLERANCE = 0.02;
const HEADER_BYTES = 128;
const MAX_TAGS = 100;
/**
 * Transforms of as many steps as the profile likes (`multiProcessElementsType`), which a colour engine prefers to all others: 1.6 KB
 * of a PNG make a hundred thousand, and half a minute. No profile needs them: each has another for engines that do not know them.
 */
const LONG_TRANSFORMS = ['D2B0', 'D2B1', 'D2B2', 'D2B3'];

/** @param icc the embedded profile; undefined when the photograph has none, which by convention means sRGB */
export function profileKindOf(icc: Uint8Array | undefined): ProfileKind {
  if (!icc) return { kind: 'srgb' };
  try {
    const view = new DataView(icc.buffer, icc.byteOffset, icc.byteLength);
    const space = textAt(view, 16, 4);
    if (space === 'GRAY') return isSrgbCurve(curveTag(view, 'kTRC')) ? { kind: 'srgb' } : boundedKind(view);
    if (space !== 'RGB ' || findTag(view, 'A2B0') !== null) return boundedKind(view);
    const [red, green, blue] = [xyzTag(view, 'rXYZ'), xyzTag(view, 'gXYZ'), xyzTag(view, 'bXYZ')];
    const curves = [curveTag(view, 'rTRC'), curveTag(view, 'gTRC'), curveTag(view, 'bTRC')] as const;
    const toXyz: Matrix3 = [
      ...([red[0], green[0], blue[0]] as const),
      ...([red[1], green[1], blue[1]] as const),
      ...([red[2], green[2], blue[2]] as const),
    ];
    const isSrgb =
      toXyz.every((value, i) => Math.abs(value - (SRGB_TO_XYZ[i] ?? 0)) < PRIMARY_TOLERANCE) &&
      curves.every(isSrgbCurve);
    return isSrgb ? { kind: 'srgb' } : { kind: 'matrix', profile: { toXyz, curves } };
  } catch (error) {
    // A profile that cannot be read is ignored, as viewers do: the photograph itself may be fine.
    if (error instanceof RangeError) return { kind: 'srgb' };
    throw error;
  }
}

/** For a colour engine, or for nobody. */
function boundedKind(view: DataView): ProfileKind {
  const isLong = LONG_TRANSFORMS.some((signature) => findTag(view, signature) !== null);
  return { kind: isLong ? 'srgb' : 'other' };
}

/** Linear light 0..1 of an sRGB value 0..1 (IEC 61966-2-1). */
export function srgbToLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

export function linearToSrgb(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}

function isSrgbCurve(curve: Float32Array): boolean {
  return [64, 128, 192].every(
    (value) => Math.abs((curve[value] ?? 0) - srgbToLinear(value / 255)) < CURVE_TOLERANCE,
  );
}

function textAt(view: DataView, offset: number, length: number): string {
  return String.fromCharCode(...Array.from({ length }, (_, i) => view.getUint8(offset + i)));
}

function findTag(view: DataView, signature: string): number | null {
  const count = Math.min(view.getUint32(HEADER_BYTES), MAX_TAGS);
  for (let i = 0; i < count; i++) {
    const entry = HEADER_BYTES + 4 + i * 12;
    if (textAt(view, entry, 4) === signature) return view.getUint32(entry + 4);
  }
  return null;
}

function requireTag(view: DataView, signature: string): number {
  const offset = findTag(view, signature);
  if (offset === null) throw new RangeError(`The profile has no ${signature}`);
  return offset;
}

function fixed16(view: DataView, offset: number): number {
  return view.getInt32(offset) / 65_536;
}

function xyzTag(view: DataView, signature: string): readonly [number, number, number] {
  const offset = requireTag(view, signature) + 8;
  return [fixed16(view, offset), fixed16(view, offset + 4), fixed16(view, offset + 8)];
}

/** `curv` (identity, gamma or table) or `para` (function types 0–4), sampled at the 256 device values. */
function curveTag(view: DataView, signature: string): Float32Array {
  const offset = requireTag(view, signature);
  const evaluate = textAt(view, offset, 4) === 'para' ? parametric(view, offset) : tabulated(view, offset);
  return Float32Array.from({ length: 256 }, (_, value) => evaluate(value / 255));
}

function tabulated(view: DataView, offset: number): (x: number) => number {
  const count = view.getUint32(offset + 8);
  if (count === 0) return (x) => x;
  if (count === 1) {
    const gamma = view.getUint16(offset + 12) / 256;
    return (x) => x ** gamma;
  }
  return (x) => {
    const at = x * (count - 1);
    const low = Math.min(Math.floor(at), count - 2);
    const [from, to] = [low, low + 1].map((i) => view.getUint16(offset + 12 + 2 * i) / 65_535);
    return (from ?? 0) + ((to ?? 0) - (from ?? 0)) * (at - low);
  };
}

/** ICC.1:2022, table 68: y = (a·x + b)^g + e above d, c·x + f below. */
function parametric(view: DataView, offset: number): (x: number) => number {
  const type = view.getUint16(offset + 8);
  const parameter = (i: number) => fixed16(view, offset + 12 + 4 * i);
  const g = parameter(0);
  if (type === 0) return (x) => x ** g;
  const [a, b] = [parameter(1), parameter(2)];
  if (type === 1 || type === 2) {
    const c = type === 2 ? parameter(3) : 0;
    return (x) => (x >= -b / a ? (a * x + b) ** g : 0) + c;
  }
  const [c, d] = [parameter(3), parameter(4)];
  const [e, f] = type === 4 ? [parameter(5), parameter(6)] : [0, 0];
  return (x) => (x >= d ? (a * x + b) ** g + e : c * x + f);
}
