/** The formats that are decoded; told by content, never by name. */
export const PHOTO_FORMATS = [
  { name: 'JPEG', mediaType: 'image/jpeg' },
  { name: 'PNG', mediaType: 'image/png' },
  { name: 'WebP', mediaType: 'image/webp' },
] as const;

/** A photograph of more pixels is refused from its header, before anything is decoded: 16 million are 48 MB. */
export const MEGAPIXELS_MAX = 16;

const names = PHOTO_FORMATS.map(({ name }) => name);

/** `JPEG, PNG or WebP`, in the language of a sentence. */
export function photoFormats(languageTag: string): string {
  return new Intl.ListFormat(languageTag, { type: 'disjunction' }).format(names);
}
