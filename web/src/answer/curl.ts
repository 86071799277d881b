/** What was asked of the service, as another program would ask it. */
export interface Asked {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  /** Text fields of the form. */
  fields?: Readonly<Record<string, string>>;
  /** Names of the form's photos, one for each. */
  photos?: readonly string[];
}

/** As a line for a POSIX shell; the token stays out of it, since what is copied is pasted elsewhere. */
export function curlOf({ method, path, fields = {}, photos = [] }: Asked, language: string): string {
  return [
    'curl',
    ...(method === 'GET' ? [] : ['-X', method]),
    quoted(`${location.origin}${path}`),
    '-H "Authorization: Bearer $TOKEN"',
    `-H 'Accept-Language: ${language}'`,
    ...Object.entries(fields).map(([name, value]) => `-F ${quoted(`${name}=${value}`)}`),
    ...photos.map((name, index) => `-F ${name}=@photo${photos.length === 1 ? '' : index + 1}.jpg`),
  ].join(' ');
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
