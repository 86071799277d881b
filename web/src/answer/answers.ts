import type { CompareAnswer, EnrollAnswer, VerifyAnswer } from '../../../packages/client/src/index.js';
import { language, t } from '../i18n.js';
import { sentencesOf } from '../texts/sentences.js';
import type { Answer } from './answer.js';

/** With so many photographs a template hardly gets better (docs/decision.md). */
const ENOUGH_PHOTOS = 3;

export function enrolledAnswer(
  { message, face_count, photos = [], warning }: EnrollAnswer,
  ms: number,
): Answer {
  const enough = face_count >= ENOUGH_PHOTOS;
  const copies = photos.filter(({ outcome }) => outcome === 'near_copy').length;
  return {
    tone: warning === undefined ? 'good' : 'warn',
    title: message,
    facts: [
      [t('templatesKept'), String(face_count)],
      [t('time'), duration(ms)],
    ],
    ...(warning === undefined ? {} : { warning: warning.message }),
    next: [
      ...(copies === 0 ? [] : [t('copiesLeftOut', { n: String(copies) })]),
      enough ? t('nextTry') : t('nextMore'),
    ],
    actions: enough ? ['identify'] : ['identify', 'enroll'],
  };
}

export function recognisedAnswer(answer: VerifyAnswer, ms: number): Answer {
  const { success, message, confidence, user_id: userId } = answer;
  const time = [t('time'), duration(ms)] as const;
  if (!success) return unrecognisedAnswer(answer, time);
  return {
    tone: 'good',
    title: message,
    confidence,
    facts: userId === undefined ? [time] : [[t('person'), userId, 'id'], time],
    next: [t('nextDone')],
    actions: ['retake'],
  };
}

function unrecognisedAnswer(
  { message, hints = [], code }: VerifyAnswer,
  time: readonly [string, string],
): Answer {
  const [title, ...rest] = sentencesOf(message);
  // Light and position cannot tell twins apart, nor one face that is enrolled under two ids.
  if (code === 'AMBIGUOUS_MATCH') {
    return {
      tone: 'warn',
      title,
      facts: [time],
      next: [t('nextAmbiguous')],
      actions: ['verify', 'retake'],
    };
  }
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

export function comparedAnswer({ success, message, confidence }: CompareAnswer, ms: number): Answer {
  const [title, ...next] = sentencesOf(message);
  return {
    tone: success ? 'good' : 'bad',
    title,
    ...(success ? { confidence } : {}),
    facts: [[t('time'), duration(ms)]],
    next: next.length === 0 ? [t('nextDone')] : next,
    actions: ['retake'],
  };
}

export function deletedAnswer(message: string): Answer {
  return { tone: 'good', title: message, facts: [], next: [t('nextDone')], actions: [] };
}

export function consentRefusedAnswer(): Answer {
  return { tone: 'warn', title: t('consentRefused'), facts: [], next: [], actions: ['again'] };
}

/** The camera went away between the last look and the photo. */
export function noPictureAnswer(): Answer {
  const [title, ...next] = sentencesOf(t('cameraNoPicture'));
  return { tone: 'warn', title, facts: [], next, actions: ['retake'] };
}

function duration(ms: number): string {
  const number = new Intl.NumberFormat(language(), { maximumFractionDigits: ms < 1_000 ? 0 : 1 });
  return ms < 1_000 ? `${number.format(ms)} ms` : `${number.format(ms / 1_000)} s`;
}
