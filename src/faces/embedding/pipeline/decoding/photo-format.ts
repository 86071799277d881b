import type { PHOTO_FORMATS } from '../../../../common/accepted-photos.js';

export type PhotoFormat = (typeof PHOTO_FORMATS)[number]['name'];

interface FormatFacts {
  /** libvips' loader of the format from memory. */
  loader: string;
  /** What every file of the format has at these offsets, one byte a character. */
  signature: readonly (readonly [offset: number, bytes: string])[];
}

const FACTS: Readonly<Record<PhotoFormat, FormatFacts>> = {
  JPEG: { loader: 'VipsForeignLoadJpegBuffer', signature: [[0, '\xff\xd8\xff']] },
  PNG: { loader: 'VipsForeignLoadPngBuffer', signature: [[0, '\x89PNG\r\n\x1a\n']] },
  // A RIFF file: "RIFF", four bytes of length, "WEBP".
  WebP: {
    loader: 'VipsForeignLoadWebpBuffer',
    signature: [
      [0, 'RIFF'],
      [8, 'WEBP'],
    ],
  },
};

export const PHOTO_LOADERS: readonly string[] = Object.values(FACTS).map(({ loader }) => loader);

/** The format by its magic bytes, whatever the file's name or declared type says; null when it is none of those accepted. */
export function photoFormatOf(bytes: Uint8Array): PhotoFormat | null {
  const found = Object.entries(FACTS).find(([, { signature }]) =>
    signature.every(([offset, expected]) => hasBytes(bytes, expected, offset)),
  );
  return (found?.[0] as PhotoFormat | undefined) ?? null;
}

function hasBytes(bytes: Uint8Array, expected: string, offset: number): boolean {
  return [...expected].every((byte, i) => bytes[offset + i] === byte.charCodeAt(0));
}

/** Brands of ISO/IEC 23008-12 (HEIC, HEIF) and of AVIF. */
const HEIF_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'avif', 'avis']);

/** An iPhone's default format, or AVIF: not decoded here, but known. */
export function isHeif(bytes: Uint8Array): boolean {
  return hasBytes(bytes, 'ftyp', 4) && HEIF_BRANDS.has(String.fromCharCode(...bytes.subarray(8, 12)));
}
