import type { Action, Answer, Tone } from './answers.js';
import { byId, make } from '../dom.js';
import { language, t, type TextKey } from '../i18n.js';

const SYMBOL: Record<Tone, string> = { good: '✓', bad: '✕', warn: '!' };
const ACTION_NAME = {
  enroll: 'actEnroll',
  identify: 'actIdentify',
  retake: 'actRetake',
  'sign-in': 'actSignIn',
} as const satisfies Record<Action, TextKey>;

/** The card that says what was decided, how sure it is, how long it took, and offers what to do next. */
export class AnswerCard {
  private readonly card = byId('answer', HTMLElement);
  private readonly title = byId('answer-title', HTMLHeadingElement);
  private readonly body = byId('answer-body', HTMLDivElement);

  constructor(private readonly act: (action: Action) => void) {}

  showWorking(): void {
    this.card.hidden = false;
    this.card.dataset['tone'] = 'working';
    this.title.textContent = t('working');
    this.body.replaceChildren(make('div', 'progress'));
    this.card.scrollIntoView({ block: 'nearest' });
  }

  hide(): void {
    this.card.hidden = true;
  }

  show({ tone, title, confidence, facts, next, actions }: Answer): void {
    this.card.hidden = false;
    this.card.dataset['tone'] = tone;
    const symbol = make('span', 'symbol', SYMBOL[tone]);
    symbol.setAttribute('aria-hidden', 'true');
    this.title.replaceChildren(symbol, make('span', '', title));
    this.body.replaceChildren(
      ...(confidence === undefined ? [] : [meterOf(confidence)]),
      ...(facts.length === 0 ? [] : [listOf(facts)]),
      ...(next.length === 0 ? [] : [stepsOf(next)]),
      ...(actions.length === 0 ? [] : [this.buttonsFor(actions)]),
    );
    this.title.focus({ preventScroll: true });
    this.card.scrollIntoView({ block: 'nearest' });
  }

  private buttonsFor(actions: readonly Action[]): HTMLElement {
    const buttons = actions.map((action, index) => {
      const button = make('button', index === 0 ? 'primary' : 'secondary', t(ACTION_NAME[action]));
      button.type = 'button';
      button.addEventListener('click', () => {
        this.act(action);
      });
      return button;
    });
    return make('div', 'actions', ...buttons);
  }
}

function listOf(facts: Answer['facts']): HTMLElement {
  const list = make('dl', 'facts');
  for (const [name, value] of facts)
    list.append(make('div', '', make('dt', '', name), make('dd', '', value)));
  return list;
}

function stepsOf(next: readonly string[]): HTMLElement {
  const steps = next.map((text) => make('li', '', text));
  return make('div', '', make('h3', '', t('next')), make('ul', 'next', ...steps));
}

function meterOf(confidence: number): HTMLElement {
  const percent = new Intl.NumberFormat(language(), { style: 'percent' }).format(confidence);
  const meter = make('meter', '');
  meter.max = 1;
  meter.value = confidence;
  meter.setAttribute('aria-label', t('confidence'));
  return make('div', 'meter', make('span', '', t('confidence')), make('strong', '', percent), meter);
}
