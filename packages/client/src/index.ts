import createClient, { type Client } from 'openapi-fetch';
import type {
  ActivityAnswer,
  AnalyzeAnswer,
  AuditAnswer,
  AuditFilter,
  CompareAnswer,
  ConsentTermsAnswer,
  DeleteAnswer,
  DuplicatesAnswer,
  EnrollAnswer,
  EnrolmentAnswer,
  FrameAnswer,
  GroupAnswer,
  HealthAnswer,
  LivenessPurpose,
  LocksAnswer,
  OpenedSession,
  PeopleAnswer,
  PeopleSearch,
  PersonalDataAnswer,
  ReplicaAnswer,
  SessionStatus,
  ThresholdsAnswer,
  UnlockAnswer,
  UsersAnswer,
  VerifyAnswer,
} from './answers.js';
import { bodyOf, type Photo, severalOf, toForm } from './photo-body.js';
import { answered } from './problem.js';
import { RETRY_DEFAULTS, type RetryOptions, retryingFetch } from './retry.js';
import type { paths } from './schema.js';

export type * from './answers.js';
export type { Photo } from './photo-body.js';
export { FaceServiceError } from './problem.js';
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
        if (jwt !== undefined && !request.headers.has('Authorization'))
          request.headers.set('Authorization', `Bearer ${jwt}`);
        if (language !== undefined) request.headers.set('Accept-Language', language());
        return request;
      },
    });
  }

  /**
   * Enrols the face of the token's user, by one photo or several of that person.
   * @param consent the version that the person agrees to, where `consentTerms` asks for one
   */
  async enroll(
    photo: Photo | readonly Blob[],
    signal?: AbortSignal,
    consent?: string,
  ): Promise<EnrollAnswer> {
    const texts = consent === undefined ? {} : { consent };
    return answered(
      await this.http.POST('/ml/enroll-face', { ...severalOf(photo, texts), ...abortable(signal) }),
    );
  }

  /** Who is it, by one photo or a burst of up to five; with a user id (or `me`) is it this person. */
  async verify(photo: Photo | readonly Blob[], userId?: string, signal?: AbortSignal): Promise<VerifyAnswer> {
    const texts = userId === undefined ? {} : { user_id: userId };
    return answered(
      await this.http.POST('/ml/verify-face', { ...severalOf(photo, texts), ...abortable(signal) }),
    );
  }

  /** Who is it, and who else it may be; the candidates are for admins. */
  async search(photo: Blob, candidates: number, signal?: AbortSignal): Promise<VerifyAnswer> {
    return answered(
      await this.http.POST('/ml/verify-face', {
        params: { query: { candidates } },
        body: { file: [photo] },
        bodySerializer: toForm,
        ...abortable(signal),
      }),
    );
  }

  /** Who is in a group photo; for admins. */
  async identifyFaces(photo: Blob, signal?: AbortSignal): Promise<GroupAnswer> {
    return answered(
      await this.http.POST('/ml/identify-faces', {
        body: { file: photo },
        bodySerializer: toForm,
        ...abortable(signal),
      }),
    );
  }

  async compare(a: Blob, b: Blob, signal?: AbortSignal): Promise<CompareAnswer>;
  async compare(a: string, b: string, signal?: AbortSignal): Promise<CompareAnswer>;
  async compare(a: Photo, b: Photo, signal?: AbortSignal): Promise<CompareAnswer> {
    const body =
      typeof a === 'string' && typeof b === 'string'
        ? { body: { image_a: a, image_b: b } }
        : { body: { file_a: a as Blob, file_b: b as Blob }, bodySerializer: toForm };
    return answered(await this.http.POST('/ml/compare-faces', { ...body, ...abortable(signal) }));
  }

  /** Faces, pose and quality; stores nothing. */
  async analyze(photo: Photo, signal?: AbortSignal): Promise<AnalyzeAnswer> {
    return answered(await this.http.POST('/ml/analyze-face', { ...bodyOf(photo), ...abortable(signal) }));
  }

  async listEnrolled(page: { limit?: number; cursor?: string } = {}): Promise<UsersAnswer> {
    return answered(await this.http.GET('/ml/users-enrolled', { params: { query: page } }));
  }

  /** What was done on the last days, and what came of it; this and the following are for admins. */
  async activity(days: number): Promise<ActivityAnswer> {
    return answered(await this.http.GET('/ml/operator/activity', { params: { query: { days } } }));
  }

  async audit(query: AuditFilter = {}): Promise<AuditAnswer> {
    return answered(await this.http.GET('/ml/operator/audit', { params: { query } }));
  }

  async locks(): Promise<LocksAnswer> {
    return answered(await this.http.GET('/ml/operator/locks'));
  }

  async people(query: PeopleSearch = {}): Promise<PeopleAnswer> {
    return answered(await this.http.GET('/ml/operator/people', { params: { query } }));
  }

  async thresholds(): Promise<ThresholdsAnswer> {
    return answered(await this.http.GET('/ml/operator/thresholds'));
  }

  /** Queue and latency of the replica that answers. */
  async replica(): Promise<ReplicaAnswer> {
    return answered(await this.http.GET('/ml/operator/replica'));
  }

  /** What is stored of a person; `me` is the token's user. */
  async enrolment(userId = 'me'): Promise<EnrolmentAnswer> {
    return answered(
      await this.http.GET('/ml/enrolments/{user_id}', { params: { path: { user_id: userId } } }),
    );
  }

  /** Takes one of the encodings back that `enrolment` tells of. */
  async deleteEncoding(userId: string, encodingId: number): Promise<DeleteAnswer> {
    const path = { user_id: userId, encoding_id: encodingId };
    return answered(
      await this.http.DELETE('/ml/enrolments/{user_id}/encodings/{encoding_id}', { params: { path } }),
    );
  }

  /** Who is enrolled under two ids; for admins. The first request begins the search. */
  async duplicates(page: { limit?: number; cursor?: string } = {}): Promise<DuplicatesAnswer> {
    return answered(await this.http.GET('/ml/duplicates', { params: { query: page } }));
  }

  /** What people have to agree to before they are enrolled; needs no token. */
  async consentTerms(): Promise<ConsentTermsAnswer> {
    return answered(await this.http.GET('/ml/consent'));
  }

  /** Takes the consent back: everything that is enrolled of the person is deleted. */
  async withdrawConsent(userId = 'me'): Promise<DeleteAnswer> {
    const path = { user_id: userId };
    return answered(await this.http.DELETE('/ml/enrolments/{user_id}/consent', { params: { path } }));
  }

  /** All that the service holds about the token's user. */
  async exportOwnData(): Promise<PersonalDataAnswer> {
    return answered(await this.http.GET('/ml/enrolments/me/export'));
  }

  async delete(userId: string): Promise<DeleteAnswer> {
    return answered(
      await this.http.DELETE('/ml/delete-face/{user_id}', { params: { path: { user_id: userId } } }),
    );
  }

  /** Forgives a user's failed verifications; for the role `admin`. */
  async unlockVerification(userId: string): Promise<UnlockAnswer> {
    return answered(
      await this.http.DELETE('/ml/verification-lock/{user_id}', { params: { path: { user_id: userId } } }),
    );
  }

  /** Of a service that is not healthy it throws. */
  async health(): Promise<HealthAnswer> {
    return answered(await this.http.GET('/ml/health'));
  }

  /** @param userId whom the later `enrollBySession` or `verifyBySession` is for; `me` is the token's user */
  async openSession(purpose: LivenessPurpose, userId?: string): Promise<OpenedSession> {
    const body = { purpose, ...(userId === undefined ? {} : { user_id: userId }) };
    return answered(await this.http.POST('/ml/liveness-sessions', { body }));
  }

  /** @param seq number of the frame: 1, then always the last one plus 1, each after the answer to the one before */
  async sendFrame(
    { session_id, session_token }: OpenedSession,
    seq: number,
    frame: Blob,
    signal?: AbortSignal,
  ): Promise<FrameAnswer> {
    return answered(
      await this.http.POST('/ml/liveness-sessions/{session_id}/frames', {
        params: { path: { session_id } },
        headers: { Authorization: `Bearer ${session_token}` },
        body: { file: frame, seq },
        bodySerializer: toForm,
        ...abortable(signal),
      }),
    );
  }

  async sessionStatus(sessionId: string): Promise<SessionStatus> {
    const path = { session_id: sessionId };
    return answered(await this.http.GET('/ml/liveness-sessions/{session_id}', { params: { path } }));
  }

  /** Gives a session up. */
  async cancelSession(sessionId: string): Promise<void> {
    const path = { session_id: sessionId };
    answered(await this.http.DELETE('/ml/liveness-sessions/{session_id}', { params: { path } }));
  }

  /** As `enroll`, by a liveness session that has passed. */
  async enrollBySession(sessionId: string): Promise<EnrollAnswer> {
    const body = { liveness_session: sessionId };
    return answered(await this.http.POST('/ml/enroll-face', { body, bodySerializer: toForm }));
  }

  /** As `verify`, by a liveness session that has passed. */
  async verifyBySession(sessionId: string, userId?: string): Promise<VerifyAnswer> {
    const body = { liveness_session: sessionId, ...(userId === undefined ? {} : { user_id: userId }) };
    return answered(await this.http.POST('/ml/verify-face', { body, bodySerializer: toForm }));
  }
}

function abortable(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
