export type PhotoFormat = 'jpeg' | 'png' | 'webp';

const JPEG = [0xff, 0xd8, 0xff];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const RIFF = [0x52, 0x49, 0x46, 0x46];
const WEBP = [0x57, 0x45, 0x42, 0x50];
/** RIFF header: "RIFF", four bytes of length, "WEBP". */
const WEBP_OFFSET = 8;

/** The format by its magic bytes, whatever the file's name or declared type says; null when it is none of the three. */
export function photoFormatOf(bytes: Uint8Array): PhotoFormat | null {
  if (hasBytes(bytes, JPEG, 0)) return 'jpeg';
  if (hasBytes(bytes, PNG, 0)) return 'png';
  if (hasBytes(bytes, RIFF, 0) && hasBytes(bytes, WEBP, WEBP_OFFSET)) return 'webp';
  return null;
}

function hasBytes(bytes: Uint8Array, magic: readonly number[], offset: number): boolean {
  return magic.every((byte, i) => bytes[offset + i] === byte);
}
