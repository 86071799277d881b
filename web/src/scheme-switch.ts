import { byId } from './dom.js';
import { t, type TextKey } from './i18n.js';
import { chooseScheme, SCHEMES, type Scheme, storedScheme } from './scheme.js';

const NAME = { system: 'schemeSystem', light: 'schemeLight', dark: 'schemeDark' } as const satisfies Record<
  Scheme,
  TextKey
>;
const SYMBOL: Record<Scheme, string> = { system: '◐', light: '☀', dark: '☾' };

/** One button that goes round: as the system, light, dark. */
export class SchemeSwitch {
  private readonly button = byId('scheme', HTMLButtonElement);

  constructor() {
    this.button.addEventListener('click', () => {
      const next = SCHEMES[(SCHEMES.indexOf(storedScheme()) + 1) % SCHEMES.length] ?? 'system';
      chooseScheme(next);
      this.label();
    });
  }

  label(): void {
    const scheme = storedScheme();
    const name = t('scheme', { name: t(NAME[scheme]) });
    this.button.textContent = SYMBOL[scheme];
    this.button.title = name;
    this.button.setAttribute('aria-label', name);
  }
}
