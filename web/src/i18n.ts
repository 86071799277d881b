import { type Language, type TextKey, TEXTS } from './texts.js';

export type { Language, TextKey };

const STORED = 'twoinone.language';

let current: Language = initialLanguage();

export const language = (): Language => current;

export function t(key: TextKey, values: Record<string, string> = {}): string {
  return TEXTS[key][current].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

export function setLanguage(next: Language): void {
  current = next;
  localStorage.setItem(STORED, next);
  translatePage();
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
  for (const button of document.querySelectorAll<HTMLElement>('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset['language'] === current));
  }
}

/** The choice made before, else the browser's first language that we speak, else French as in the API. */
function initialLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === 'fr' || stored === 'en') return stored;
  const known = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'fr' || tag === 'en');
  return known === 'en' ? 'en' : 'fr';
}
