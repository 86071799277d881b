import { byId, idText, make, verbatim } from '../dom.js';
import { language, t, type TextKey } from '../i18n.js';
import type { Action, Answer, Tone } from './answer.js';
import { countdown } from './countdown.js';
import { type Asked, curlOf } from './curl.js';

const SYMBOL: Record<Tone, string> = { good: '✓', bad: '✕', warn: '!' };
const ACTION_NAME = {
  enroll: 'actEnroll',
  identify: 'actIdentify',
  verify: 'actVerify',
  retake: 'actRetake',
  restart: 'actAgain',
  again: 'actAgain',
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
    this.body.replaceChildren();
  }

  /** @param asked what was asked of the service, to be asked again elsewhere */
  show({ tone, title, confidence, facts, warning, next, actions, waitS }: Answer, asked?: Asked): void {
    this.card.hidden = false;
    this.card.dataset['tone'] = tone;
    const symbol = make('span', 'symbol', SYMBOL[tone]);
    symbol.setAttribute('aria-hidden', 'true');
    this.title.replaceChildren(symbol, make('span', '', title));
    const buttons = this.buttonsFor(actions);
    this.body.replaceChildren(
      ...(warning === undefined ? [] : [make('p', 'warning', warning)]),
      ...(confidence === undefined ? [] : [meterOf(confidence)]),
      ...(facts.length === 0 ? [] : [listOf(facts)]),
      ...(waitS === undefined ? [] : [countdown(waitS, buttons[0])]),
      ...(next.length === 0 ? [] : [stepsOf(next)]),
      ...(buttons.length === 0 ? [] : [make('div', 'actions', ...buttons)]),
      ...(asked === undefined ? [] : [commandOf(curlOf(asked, language()))]),
    );
    this.title.focus({ preventScroll: true });
    this.card.scrollIntoView({ block: 'nearest' });
  }

  private buttonsFor(actions: readonly Action[]): HTMLButtonElement[] {
    return actions.map((action, index) => {
      const button = make('button', index === 0 ? 'primary' : 'secondary', t(ACTION_NAME[action]));
      button.type = 'button';
      button.addEventListener('click', () => {
        this.act(action);
      });
      return button;
    });
  }
}

/** Where the browser lends no clipboard (no https), the line can be marked by hand. */
function commandOf(command: string): HTMLElement {
  const copy = make('button', 'quiet', t('copyCurl'));
  copy.type = 'button';
  copy.addEventListener('click', () => {
    const copied = isSecureContext ? navigator.clipboard.writeText(command) : Promise.reject(new Error());
    copied.then(
      () => {
        copy.textContent = t('copied');
      },
      () => {
        copy.textContent = t('copyByHand');
      },
    );
  });
  copy.setAttribute('aria-live', 'polite');
  const code = make('code', '', command);
  code.translate = false;
  const shown = make('pre', 'command', code);
  shown.tabIndex = 0;
  shown.setAttribute('aria-label', t('command'));
  return make('details', 'curl', make('summary', '', t('command')), shown, copy);
}

function listOf(facts: Answer['facts']): HTMLElement {
  const list = make('dl', 'facts');
  for (const [name, value, kind] of facts) {
    const shown = kind === 'id' ? idText(value) : kind === 'verbatim' ? verbatim(value) : value;
    list.append(make('div', '', make('dt', '', name), make('dd', '', shown)));
  }
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
