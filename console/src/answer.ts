import { FaceServiceError } from '../../packages/client/src/index.js';
import type { EnrollAnswer, VerifyAnswer } from '../../packages/client/src/index.js';
import { byId, make } from './dom.js';
import { t } from './i18n.js';

type Tone = 'good' | 'bad' | 'warn';

interface Answer {
  tone: Tone;
  title: string;
  /** 0..1; drawn as a meter. */
  confidence?: number;
  facts: readonly (readonly [name: string, value: string])[];
  next: readonly string[];
}

const SYMBOL: Record<Tone, string> = { good: '✓', bad: '✕', warn: '!' };

export function showWorking(): void {
  const card = byId('answer', HTMLElement);
  card.hidden = false;
  card.dataset['tone'] = 'working';
  byId('answer-title', HTMLHeadingElement).textContent = t('working');
  byId('answer-body', HTMLDivElement).replaceChildren(make('div', 'progress'));
}

export function showEnrolled({ message, face_count }: EnrollAnswer, ms: number): void {
  show({
    tone: 'good',
    title: message,
    facts: [
      [t('photosStored'), String(face_count)],
      [t('time'), duration(ms)],
    ],
    next: [face_count < 3 ? t('nextMore') : t('nextTry')],
  });
}

export function showRecognised(answer: VerifyAnswer, ms: number): void {
  const { success, message, confidence, user_id: userId, hints = [], code } = answer;
  const retake = code === 'NO_MATCH' || code === undefined ? t('nextEnrollFirst') : t('nextRetake');
  const told = new Set([message]);
  show({
    tone: success ? 'good' : 'bad',
    title: message,
    ...(success ? { confidence } : {}),
    facts: [...(userId === undefined ? [] : [[t('person'), userId] as const]), [t('time'), duration(ms)]],
    next: success
      ? [t('nextDone')]
      : [...hints.map((hint) => hint.message).filter((text) => !told.has(text)), retake],
  });
}

export function showDeleted(message: string): void {
  show({ tone: 'good', title: message, facts: [], next: [t('nextDone')] });
}

export function showFailure(error: unknown): void {
  if (!(error instanceof FaceServiceError)) {
    show({ tone: 'warn', title: t('noConnection'), facts: [], next: [t('nextWait')] });
    return;
  }
  const reference = error.problem?.request_id;
  show({
    tone: error.status >= 500 || error.status === 429 ? 'warn' : 'bad',
    title: error.message,
    facts: reference === undefined ? [] : [[t('requestId'), reference]],
    next: [nextAfter(error)],
  });
}

function nextAfter({ status }: FaceServiceError): string {
  if (status === 401) return t('nextSignIn');
  if (status === 403) return t('nextAdmin');
  return status === 429 || status >= 500 ? t('nextWait') : t('nextRetake');
}

function show({ tone, title, confidence, facts, next }: Answer): void {
  const card = byId('answer', HTMLElement);
  card.hidden = false;
  card.dataset['tone'] = tone;
  const heading = byId('answer-title', HTMLHeadingElement);
  const symbol = make('span', 'symbol', SYMBOL[tone]);
  symbol.setAttribute('aria-hidden', 'true');
  heading.replaceChildren(symbol, title);
  const list = make('dl', 'facts');
  for (const [name, value] of facts)
    list.append(make('div', '', make('dt', '', name), make('dd', '', value)));
  byId('answer-body', HTMLDivElement).replaceChildren(
    ...(confidence === undefined ? [] : [meterOf(confidence)]),
    ...(facts.length === 0 ? [] : [list]),
    make(
      'div',
      '',
      make('h3', '', t('next')),
      make('ul', 'next', ...next.map((text) => make('li', '', text))),
    ),
  );
  heading.focus();
}

function meterOf(confidence: number): HTMLElement {
  const percent = `${Math.round(confidence * 100)} %`;
  const meter = make('meter', '');
  meter.max = 1;
  meter.value = confidence;
  meter.setAttribute('aria-label', t('confidence'));
  return make('div', 'meter', make('span', '', t('confidence')), make('strong', '', percent), meter);
}

function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
