import createClient, { type Client } from 'openapi-fetch';
import { RETRY_DEFAULTS, type RetryOptions, retryingFetch } from './retry.js';
import type { components, paths } from './schema.js';

type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];
export type EnrollAnswer = Schemas['EnrollFaceResponse'];
export type VerifyAnswer = Schemas['VerifyFaceResponse'];
export type CompareAnswer = Schemas['CompareFacesResponse'];
export type AnalyzeAnswer = Schemas['AnalyzeFaceResponse'];
export type AnalyzedFace = Schemas['AnalyzedFaceResponse'];
export type UsersAnswer = Schemas['UsersEnrolledResponse'];
export type DeleteAnswer = Schemas['DeleteFaceResponse'];
export type QualityHint = Schemas['QualityHint'];
export type { paths };

export interface FaceClientOptions {
  /** Origin of the service, e.g. `http://localhost:8000`. */
  baseUrl: string;
  /** A JWT; asked for before each request, so that it can change. */
  token?: () => string | undefined;
  /** Languages of the sentences for the person, as `Accept-Language` has them (`es`, `en-GB,fr;q=0.5`); asked for before each request. */
  language?: () => string;
  retry?: Partial<RetryOptions>;
  fetch?: (request: Request) => Promise<Response>;
}

/** An answer that is not a success: problem details (RFC 9457), or only a status when a proxy answered. */
export class FaceServiceError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | undefined,
  ) {
    super(problem?.detail ?? `The service answered ${status}`);
    this.name = 'FaceServiceError';
  }

  get code(): Problem['code'] | undefined {
    return this.problem?.code;
  }
}

/** The routes of the service as methods. All throw FaceServiceError, and what `fetch` throws without a connection. */
export class FaceClient {
  private readonly http: Client<paths>;

  constructor({
    baseUrl,
    token,
    language,
    retry,
    fetch: send = (request) => fetch(request),
  }: FaceClientOptions) {
    this.http = createClient<paths>({
      baseUrl,
      fetch: retryingFetch(send, { ...RETRY_DEFAULTS, ...retry }),
    });
    this.http.use({
      onRequest: ({ request }) => {
        const jwt = token?.();
        if (jwt !== undefined) request.headers.set('Authorization', `Bearer ${jwt}`);
        if (language !== undefined) request.headers.set('Accept-Language', language());
        return request;
      },
    });
  }

  /** Enrols the face of the token's user. */
  async enroll(photo: Blob, signal?: AbortSignal): Promise<EnrollAnswer> {
    return answered(
      await this.http.POST('/ml/enroll-face', {
        body: { file: photo },
        bodySerializer: toForm,
        ...abortable(signal),
      }),
    );
  }

  /** Who is it; with a user id (or `me`) is it this person. */
  async verify(photo: Blob, userId?: string, signal?: AbortSignal): Promise<VerifyAnswer> {
    const body = { file: photo, ...(userId === undefined ? {} : { user_id: userId }) };
    return answered(
      await this.http.POST('/ml/verify-face', { body, bodySerializer: toForm, ...abortable(signal) }),
    );
  }

  async compare(a: Blob, b: Blob, signal?: AbortSignal): Promise<CompareAnswer> {
    return answered(
      await this.http.POST('/ml/compare-faces', {
        body: { file_a: a, file_b: b },
        bodySerializer: toForm,
        ...abortable(signal),
      }),
    );
  }

  /** Faces, pose and quality; stores nothing. */
  async analyze(photo: Blob, signal?: AbortSignal): Promise<AnalyzeAnswer> {
    return answered(
      await this.http.POST('/ml/analyze-face', {
        body: { file: photo },
        bodySerializer: toForm,
        ...abortable(signal),
      }),
    );
  }

  async listEnrolled(page: { limit?: number; cursor?: string } = {}): Promise<UsersAnswer> {
    return answered(await this.http.GET('/ml/users-enrolled', { params: { query: page } }));
  }

  async delete(userId: string): Promise<DeleteAnswer> {
    return answered(
      await this.http.DELETE('/ml/delete-face/{user_id}', { params: { path: { user_id: userId } } }),
    );
  }
}

function answered<Answer>(result: { data?: Answer; error?: unknown; response: Response }): Answer {
  if (result.response.ok && result.data !== undefined) return result.data;
  throw new FaceServiceError(result.response.status, isProblem(result.error) ? result.error : undefined);
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}

function abortable(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function toForm(body: Record<string, Blob | string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string') form.set(name, value);
    else form.set(name, value, 'photo.jpg');
  }
  return form;
}
