import { FaceServiceError } from '../../../packages/client/src/index.js';
import type { EnrollAnswer, VerifyAnswer } from '../../../packages/client/src/index.js';
import { language, t } from '../i18n.js';

export type Tone = 'good' | 'bad' | 'warn';

/** What the person can do next with one press. */
export type Action = 'enroll' | 'identify' | 'retake' | 'sign-in';

export interface Answer {
  tone: Tone;
  title: string;
  /** 0..1; drawn as a meter. */
  confidence?: number;
  facts: readonly (readonly [name: string, value: string])[];
  next: readonly string[];
  actions: readonly Action[];
}

/** With so many photographs a template hardly gets better (docs/decision.md). */
const ENOUGH_PHOTOS = 3;

export function enrolledAnswer({ message, face_count }: EnrollAnswer, ms: number): Answer {
  const enough = face_count >= ENOUGH_PHOTOS;
  return {
    tone: 'good',
    title: message,
    facts: [
      [t('photosStored'), String(face_count)],
      [t('time'), duration(ms)],
    ],
    next: [enough ? t('nextTry') : t('nextMore')],
    actions: enough ? ['identify'] : ['identify', 'enroll'],
  };
}

export function recognisedAnswer(answer: VerifyAnswer, ms: number): Answer {
  const { success, message, confidence, user_id: userId, hints = [], code } = answer;
  const time = [t('time'), duration(ms)] as const;
  if (success) {
    return {
      tone: 'good',
      title: message,
      confidence,
      facts: userId === undefined ? [time] : [[t('person'), userId], time],
      next: [t('nextDone')],
      actions: ['retake'],
    };
  }
  const [title, ...rest] = sentencesOf(message);
  const hinted = hints.map((hint) => hint.message).filter((text) => text !== message);
  const next = [...rest, ...hinted];
  return code === undefined || code === 'NO_MATCH'
    ? {
        tone: 'bad',
        title,
        facts: [time],
        next: [...next, t('nextEnrollFirst')],
        actions: ['retake', 'enroll'],
      }
    : {
        tone: 'warn',
        title,
        facts: [time],
        next: next.length === 0 ? [t('nextRetake')] : next,
        actions: ['retake'],
      };
}

export function deletedAnswer(message: string): Answer {
  return { tone: 'good', title: message, facts: [], next: [t('nextDone')], actions: [] };
}

export function failureAnswer(error: unknown): Answer {
  if (!(error instanceof FaceServiceError)) {
    return { tone: 'warn', title: t('noConnection'), facts: [], next: [t('nextStart')], actions: ['retake'] };
  }
  const { status, problem } = error;
  const [title, ...rest] = sentencesOf(error.message);
  const refused = status === 401 || status === 403;
  return {
    tone: refused ? 'bad' : 'warn',
    title,
    // For whoever reads the log; a poor photo is the person's own to mend.
    facts: problem === undefined || !(refused || status >= 500) ? [] : [[t('requestId'), problem.request_id]],
    next: rest.length === 0 ? [nextAfter(status)] : rest,
    actions: refused ? ['sign-in'] : ['retake'],
  };
}

function nextAfter(status: number): string {
  if (status === 401) return t('nextSignIn');
  if (status === 403) return t('nextAdmin');
  return status === 429 || status >= 500 ? t('nextWait') : t('nextRetake');
}

/** The service says what is wrong, then, after a full stop or a colon, what to do: the first part is the title. */
function sentencesOf(text: string): [string, ...string[]] {
  const [first = text, ...rest] = text.split(/(?<=[.!?])\s+|\s?:\s/);
  return [first, ...rest.map((part) => part.charAt(0).toUpperCase() + part.slice(1))];
}

function duration(ms: number): string {
  const number = new Intl.NumberFormat(language(), { maximumFractionDigits: ms < 1_000 ? 0 : 1 });
  return ms < 1_000 ? `${number.format(ms)} ms` : `${number.format(ms / 1_000)} s`;
}
