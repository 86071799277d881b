/** The languages that the service speaks to people, the default first. A table that lacks one of them does not compile. */
export const LOCALES = ['fr', 'en', 'es'] as const;
export type Locale = (typeof LOCALES)[number];

export const DEFAULT_LOCALE: Locale = 'fr';

/** One sentence in every language. */
export type Sentence = Readonly<Record<Locale, string>>;

export const isLocale = (value: unknown): value is Locale => LOCALES.some((locale) => locale === value);
