/** One part of a multipart body, exactly as it goes over the wire. */
export interface Part {
  name: string;
  filename?: string;
  type?: string;
  content: Buffer | string;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

const BOUNDARY = 'twoinone-test-boundary';
export const MULTIPART_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

export function multipart(parts: readonly Part[]): Buffer {
  const chunks = parts.flatMap(({ name, filename, type, content }) => [
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n`,
    type === undefined ? '\r\n' : `Content-Type: ${type}\r\n\r\n`,
    content,
    '\r\n',
  ]);
  return Buffer.concat([...chunks, `--${BOUNDARY}--\r\n`].map((chunk) => Buffer.from(chunk)));
}

export const filePart = (content: Buffer | string, name = 'file'): Part => ({
  name,
  filename: 'photo.jpg',
  type: 'image/jpeg',
  content,
});

/** Sends what it is told, also what a well-behaved client never would. */
export class HttpClient {
  constructor(
    private readonly url: string,
    private readonly authorization?: string,
  ) {}

  get(path: string, headers: Record<string, string> = {}): Promise<HttpAnswer> {
    return this.send('GET', path, headers);
  }

  delete(path: string, headers: Record<string, string> = {}): Promise<HttpAnswer> {
    return this.send('DELETE', path, headers);
  }

  post(path: string, parts: readonly Part[], headers: Record<string, string> = {}): Promise<HttpAnswer> {
    return this.send('POST', path, { 'content-type': MULTIPART_TYPE, ...headers }, multipart(parts));
  }

  async send(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: Buffer,
  ): Promise<HttpAnswer> {
    const all = new Headers(headers);
    if (this.authorization !== undefined && !all.has('authorization'))
      all.set('authorization', this.authorization);
    const response = await fetch(this.url + path, {
      method,
      headers: all,
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { text };
  }
}
