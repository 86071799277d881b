import { make } from '../dom.js';
import { t } from '../i18n.js';

/** Seconds that a person can hear or read count down; beyond, in minutes. */
const MINUTE_S = 60;

/** Says how long to wait, and lets `button` be pressed once that is over. Ends by itself when it is no longer shown. */
export function countdown(seconds: number, button: HTMLButtonElement | undefined): HTMLElement {
  const text = make('p', 'countdown');
  const endsAt = performance.now() + seconds * 1_000;
  const tick = () => {
    const left = Math.ceil((endsAt - performance.now()) / 1_000);
    text.textContent = left > 0 ? t('waitFor', { time: spoken(left) }) : t('waitOver');
    if (button !== undefined) button.disabled = left > 0;
    return left > 0;
  };
  tick();
  // The live region around it says the first number; every further one would be spoken too.
  text.setAttribute('aria-live', 'off');
  const timer = setInterval(() => {
    if (!text.isConnected || !tick()) clearInterval(timer);
  }, 1_000);
  return text;
}

function spoken(seconds: number): string {
  const [amount, unit] =
    seconds > 2 * MINUTE_S ? [Math.ceil(seconds / MINUTE_S), 'minute'] : [seconds, 'second'];
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  }).format(amount);
}
