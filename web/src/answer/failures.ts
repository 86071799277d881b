import { FaceServiceError, type Problem } from '../../../packages/client/src/index.js';
import { t, type TextKey } from '../i18n.js';
import { sentencesOf } from '../texts/sentences.js';
import type { Action, Answer } from './answer.js';

/** What a person should read beside, or instead of, the service's own sentence, which is written for every client. */
interface Failure {
  title?: TextKey;
  next: TextKey;
  actions: readonly Action[];
}

const FAILURES: Readonly<Partial<Record<Problem['code'], Failure>>> = {
  TOKEN_MISSING: { title: 'tokenMissing', next: 'nextSignIn', actions: ['sign-in'] },
  TOKEN_EXPIRED: { title: 'tokenExpired', next: 'nextSignIn', actions: ['sign-in'] },
  TOKEN_INVALID: { title: 'tokenInvalid', next: 'nextTokenInvalid', actions: ['sign-in'] },
  FACE_ALREADY_ENROLLED: { next: 'nextDuplicate', actions: ['identify'] },
  FACE_NOT_YOURS: { next: 'nextNotYours', actions: ['retake'] },
  NOT_ENROLLED: { next: 'nextEnrollFirst', actions: ['enroll'] },
  LIVENESS_REQUIRED: { next: 'nextLive', actions: ['restart'] },
  FORBIDDEN: { next: 'nextAdmin', actions: ['sign-in'] },
};

/** From what was thrown on the way to an answer to what the person can do about it. */
export function failureAnswer(error: unknown): Answer {
  if (!(error instanceof FaceServiceError)) {
    return { tone: 'warn', title: t('noConnection'), facts: [], next: [t('nextStart')], actions: ['again'] };
  }
  const own = error.problem === undefined ? undefined : FAILURES[error.problem.code];
  const [title, ...rest] = saidBy(error, own);
  const isRefused = error.status === 401 || error.status === 403;
  return {
    tone: isRefused ? 'bad' : 'warn',
    title,
    facts: referenceOf(error, isRefused),
    ...(isPassing(error) ? whileItPasses(error) : { next: nextSteps(own, rest) }),
    actions: own?.actions ?? (isPassing(error) ? ['again'] : ['retake']),
  };
}

/** The same request may succeed later. */
const isPassing = ({ status }: FaceServiceError): boolean => status === 429 || status >= 500;

function saidBy({ status, problem }: FaceServiceError, own: Failure | undefined): [string, ...string[]] {
  if (own?.title !== undefined) return [t(own.title)];
  // Without a problem a proxy has answered, in whatever language.
  return sentencesOf(problem?.detail ?? t('strangeAnswer', { status: String(status) }));
}

/** For whoever reads the log; a poor photo is the person's own to mend. */
function referenceOf({ status, problem }: FaceServiceError, isRefused: boolean): Answer['facts'] {
  const isOurs = isRefused || status >= 500;
  return problem === undefined || !isOurs ? [] : [[t('requestId'), problem.request_id, 'verbatim']];
}

/** The countdown says how long; "shortly" beside it would say less. */
function whileItPasses({ retryAfterS }: FaceServiceError): Pick<Answer, 'next' | 'waitS'> {
  return retryAfterS === undefined ? { next: [t('nextWait')] } : { next: [], waitS: retryAfterS };
}

function nextSteps(own: Failure | undefined, said: readonly string[]): string[] {
  if (own !== undefined) return [t(own.next)];
  return said.length > 0 ? [...said] : [t('nextRetake')];
}
