import { DEFAULT_LOCALE, isLocale, type Locale, LOCALES } from '../../src/common/locales.js';
import { make } from './dom.js';
import { type TextKey, TEXTS } from './texts/index.js';

export type { TextKey };

/** What each language calls itself. */
const NAMES: Readonly<Record<Locale, string>> = { fr: 'Français', en: 'English', es: 'Español' };

const STORED = 'twoinone.language';

let current: Locale = initialLanguage();

export const language = (): Locale => current;

export function t(key: TextKey, values: Record<string, string> = {}): string {
  const text = TEXTS[key][current].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  return current === 'fr' ? frenchSpaces(text) : text;
}

/** No line begins with « : » or ends with the opening guillemet: French sets a space there that does not break. */
const frenchSpaces = (text: string): string =>
  text.replace(/ (?=[:;?!»])/g, '\u00a0').replace(/« /g, '«\u00a0');

function setLanguage(next: Locale): void {
  current = next;
  localStorage.setItem(STORED, next);
  translatePage();
}

/** A button a language; the one in use is pressed. */
export function offerLanguages(switcher: HTMLElement, chosen: () => void): void {
  const buttons = LOCALES.map((locale) => {
    const button = make('button', '', locale.toUpperCase());
    button.type = 'button';
    button.dataset['language'] = locale;
    button.lang = locale;
    button.setAttribute('aria-label', `${locale.toUpperCase()}, ${NAMES[locale]}`);
    button.addEventListener('click', () => {
      setLanguage(locale);
      chosen();
    });
    return button;
  });
  switcher.replaceChildren(...buttons);
}

/** Fills every element that names its text; the page itself holds none. */
export function translatePage(): void {
  document.documentElement.lang = current;
  for (const element of document.querySelectorAll<HTMLElement>('[data-i18n]')) {
    element.textContent = t(element.dataset['i18n'] as TextKey);
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-i18n-label]')) {
    element.setAttribute('aria-label', t(element.dataset['i18nLabel'] as TextKey));
  }
  for (const field of document.querySelectorAll<HTMLInputElement>('[data-i18n-placeholder]')) {
    field.placeholder = t(field.dataset['i18nPlaceholder'] as TextKey);
  }
  for (const button of document.querySelectorAll<HTMLElement>('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset['language'] === current));
  }
}

/** The choice made before, else the browser's first language that we speak, else the API's default. */
function initialLanguage(): Locale {
  const stored = localStorage.getItem(STORED);
  if (isLocale(stored)) return stored;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLocale) ?? DEFAULT_LOCALE;
}
