import { hkdfSync } from 'node:crypto';

/** Bytes of TEMPLATE_KEY. */
const TEMPLATE_KEY_BYTES = 32;
/** Changes when keys would have to mean something else; then no old encoding could be compared any more. */
const SCHEME = 'twoinone template protection 1';
const FINGERPRINT_BYTES = 4;
const SUFFIX = /\/key-[0-9a-f]{8}$/;

/** @param purpose different purposes give keys that tell nothing about each other (RFC 5869) */
export function deriveKey(key: Uint8Array, purpose: string, bytes: number): Buffer {
  if (key.length !== TEMPLATE_KEY_BYTES)
    throw new RangeError(`A template key has ${TEMPLATE_KEY_BYTES} bytes`);
  return Buffer.from(hkdfSync('sha256', key, SCHEME, purpose, bytes));
}

/** What the version of protected encodings ends with: says which key, and nothing about it. */
export function keySuffix(key: Uint8Array): string {
  return `/key-${deriveKey(key, 'fingerprint', FINGERPRINT_BYTES).toString('hex')}`;
}

/** The suffix of a version; empty for encodings as the network gave them. */
export function suffixOf(version: string): string {
  return SUFFIX.exec(version)?.[0] ?? '';
}

export function withoutSuffix(version: string): string {
  return version.replace(SUFFIX, '');
}

/** A model whose encodings are protected by this key: versions of other keys, and plain ones, are other versions. */
export function protectedVersions<T extends { version: string; compatibleWith: readonly string[] }>(
  model: T,
  key: Uint8Array | undefined,
): T {
  if (key === undefined) return model;
  const suffix = keySuffix(key);
  return {
    ...model,
    version: model.version + suffix,
    compatibleWith: model.compatibleWith.map((version) => version + suffix),
  };
}
