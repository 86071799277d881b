/** A file, or its bytes as base64, with or without `data:image/jpeg;base64,`. */
export type Photo = Blob | string;

/** Base64 goes as JSON, bytes as a form. */
export function bodyOf(photo: Photo) {
  return typeof photo === 'string'
    ? { body: { image: photo } }
    : { body: { file: photo }, bodySerializer: toForm };
}

export function severalOf<Texts extends object>(photo: Photo | readonly Blob[], texts: Texts) {
  return typeof photo === 'string'
    ? { body: { image: photo, ...texts } }
    : { body: { file: [photo].flat(), ...texts }, bodySerializer: toForm };
}

export function toForm(body: Record<string, Blob | string | number | (Blob | string)[]>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    const values = Array.isArray(value) ? value : [value];
    for (const each of values) {
      if (each instanceof Blob) form.append(name, each, 'photo.jpg');
      else form.append(name, String(each));
    }
  }
  return form;
}
