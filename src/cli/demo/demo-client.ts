/** The service's answer to one call, whatever it is. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
  ms: number;
}

/** The five calls of the contract, as any client makes them. */
export class DemoClient {
  constructor(
    private readonly url: string,
    private readonly token?: string,
  ) {}

  enroll(photo: Buffer): Promise<Answer> {
    return this.call('POST', '/ml/enroll-face', photo);
  }

  verify(photo: Buffer): Promise<Answer> {
    return this.call('POST', '/ml/verify-face', photo);
  }

  list(): Promise<Answer> {
    return this.call('GET', '/ml/users-enrolled');
  }

  delete(userId: string): Promise<Answer> {
    return this.call('DELETE', `/ml/delete-face/${encodeURIComponent(userId)}`);
  }

  health(): Promise<Answer> {
    return this.call('GET', '/ml/health');
  }

  private async call(method: string, path: string, photo?: Buffer): Promise<Answer> {
    const headers = new Headers({ 'Accept-Language': 'en' });
    if (this.token !== undefined) headers.set('Authorization', `Bearer ${this.token}`);
    const started = performance.now();
    const response = await fetch(this.url + path, {
      method,
      headers,
      body: photo === undefined ? null : form(photo),
    });
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, body, ms: performance.now() - started };
  }
}

function form(photo: Buffer): FormData {
  const data = new FormData();
  data.set('file', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'photo.jpg');
  return data;
}
