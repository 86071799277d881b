/** The formats that are decoded; told by content, never by name. */
export const PHOTO_FORMATS = [
  { name: 'JPEG', mediaType: 'image/jpeg' },
  { name: 'PNG', mediaType: 'image/png' },
  { name: 'WebP', mediaType: 'image/webp' },
] as const;

/**
 * A photograph of more megapixels is refused from its header, before anything is decoded. A JPEG of one pass is shrunk while it
 * is read, so that its size hardly matters; everything else, progressive JPEGs too, is decoded whole.
 */
export const MEGAPIXELS_MAX = { jpeg: 100, whole: 25 } as const;

const names = PHOTO_FORMATS.map(({ name }) => name);

/** `JPEG, PNG or WebP`, in the language of a sentence. */
export function photoFormats(languageTag: string): string {
  return new Intl.ListFormat(languageTag, { type: 'disjunction' }).format(names);
}

/** What a form's file field is called where the photo comes as base64 in JSON: `file_a` is `image_a`. */
export const imageNameOf = (field: string): string => field.replace(/^file/, 'image');
