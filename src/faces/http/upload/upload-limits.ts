/** What frames the photos of a body, and the small text fields. */
export const ENVELOPE_BYTES = 16 * 1024;

export interface UploadLimits {
  /** Of one photo. */
  maxBytes: number;
  /** Of all photos together. */
  maxTotalBytes: number;
  /** The file fields, each required at least once, and how many photos each takes. */
  fields: readonly { name: string; most: number }[];
  /** Names of the text fields; no other is overlooked. */
  texts: readonly string[];
  /** Names of the query parameters; no other is overlooked. */
  queries: readonly string[];
  /** The text field that may be sent in place of the files. */
  substitute: string | undefined;
}

export function photosMax({ fields }: UploadLimits): number {
  return fields.reduce((sum, { most }) => sum + most, 0);
}

export function isFileField({ fields }: UploadLimits, field: string): boolean {
  return fields.some(({ name }) => name === field);
}
