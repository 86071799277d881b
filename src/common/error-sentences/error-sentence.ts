import type { ErrorCode, ErrorSentences } from '../error-codes.js';
import type { Locale } from '../locales.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';

const IN: Readonly<Record<Locale, ErrorSentences>> = { fr, en, es };

export const errorSentence = (code: ErrorCode, locale: Locale): string => IN[locale][code];
