import { FaceServiceError, type Problem } from '../../../packages/client/src/index.js';
import { t, type TextKey } from '../i18n.js';
import { type Action, type Answer, sentencesOf } from './answer.js';

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
  FORBIDDEN: { next: 'nextAdmin', actions: ['sign-in'] },
};

/** From what was thrown on the way to an answer to what the person can do about it. */
export function failureAnswer(error: unknown): Answer {
  if (!(error instanceof FaceServiceError)) {
    return { tone: 'warn', title: t('noConnection'), facts: [], next: [t('nextStart')], actions: ['again'] };
  }
  const { status, problem, retryAfterS } = error;
  const own = problem === undefined ? undefined : FAILURES[problem.code];
  // Without a problem a proxy has answered, in whatever language.
  const said = problem?.detail ?? t('strangeAnswer', { status: String(status) });
  const [title, ...rest] = sentencesOf(own?.title === undefined ? said : t(own.title));
  const isRefused = status === 401 || status === 403;
  const isPassing = status === 429 || status >= 500;
  return {
    tone: isRefused ? 'bad' : 'warn',
    title,
    // For whoever reads the log; a poor photo is the person's own to mend.
    facts:
      problem === undefined || !(isRefused || status >= 500) ? [] : [[t('requestId'), problem.request_id]],
    next: nextSteps(own, rest, isPassing, retryAfterS),
    actions: own?.actions ?? (isPassing ? ['again'] : ['retake']),
    ...(isPassing && retryAfterS !== undefined ? { waitS: retryAfterS } : {}),
  };
}

function nextSteps(
  own: Failure | undefined,
  said: readonly string[],
  isPassing: boolean,
  retryAfterS: number | undefined,
): string[] {
  if (own !== undefined) return [t(own.next)];
  // The countdown says how long; "shortly" beside it would say less.
  if (isPassing) return retryAfterS === undefined ? [t('nextWait')] : [];
  return said.length > 0 ? [...said] : [t('nextRetake')];
}
