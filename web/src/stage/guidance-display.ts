import { byId, make } from '../dom.js';
import { t, type TextKey } from '../i18n.js';
import { type Advice, type Check, CHECKS, type CheckState } from './advice.js';

const CHECK_NAME = {
  frame: 'checkFrame',
  distance: 'checkDistance',
  light: 'checkLight',
  tilt: 'checkTilt',
  sharp: 'checkSharp',
} as const satisfies Record<Check, TextKey>;
const STATE_NAME = {
  ok: 'stateOk',
  bad: 'stateBad',
  unknown: 'stateUnknown',
} as const satisfies Record<CheckState, TextKey>;
const STATE_SYMBOL: Record<CheckState, string> = { ok: '✓', bad: '!', unknown: '·' };

/** A sentence stays long enough to be read and spoken before the next one. */
const SENTENCE_MS = 1_200;

/** The five checks and the one sentence over the camera's picture. */
export class GuidanceDisplay {
  private readonly advice = byId('advice', HTMLParagraphElement);
  private readonly items = new Map(
    CHECKS.map((check) => [check, byId(`check-${check}`, HTMLLIElement)] as const),
  );
  private spokenAt = 0;
  private saidReady = false;

  clear(): void {
    this.advice.textContent = '';
  }

  show({ sentence, checks, ready }: Advice): void {
    const now = performance.now();
    const mayChange = now - this.spokenAt > SENTENCE_MS || this.advice.textContent === '';
    // A fault read on the colour of “good”, or the reverse, would be believed.
    if (this.advice.textContent !== sentence && (mayChange || ready !== this.saidReady)) {
      this.advice.textContent = sentence;
      this.spokenAt = now;
      this.saidReady = ready;
    }
    for (const [check, item] of this.items) {
      const state = checks[check];
      const said = t(STATE_NAME[state]);
      if (item.dataset['said'] === said) continue;
      Object.assign(item.dataset, { state, said });
      const symbol = make('span', 'dot', STATE_SYMBOL[state]);
      symbol.setAttribute('aria-hidden', 'true');
      const hidden = make('span', 'visually-hidden', ` ${said}`);
      item.replaceChildren(symbol, make('span', 'check-name', t(CHECK_NAME[check])), hidden);
    }
  }
}
