import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { LOCALES, type Locale } from '../../../common/locales.js';
import { ConfigError } from '../../../config/config-error.js';

/** What people agree to, in each language that the operator has written it in. */
export type ConsentTexts = ReadonlyMap<Locale, string>;

/** So long a text would be read by nobody, and is told to everybody. */
const TEXT_MAX_CHARS = 20_000;

/**
 * `consent.txt` stands for every language that has no `consent.fr.txt` of its own.
 * @throws ConfigError when there is neither for some language, or too long a one
 */
export function readConsentTexts(path: string): ConsentTexts {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  const shared = read(path);
  return new Map(
    LOCALES.map((locale) => {
      const text = read(`${stem}.${locale}${extension}`) ?? shared;
      if (text === undefined)
        throw fault(`no text for "${locale}": neither that file nor its .${locale} can be read`);
      if (text.length > TEXT_MAX_CHARS) throw fault(`longer than ${TEXT_MAX_CHARS} characters`);
      return [locale, text.trim()];
    }),
  );
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function fault(reason: string): ConfigError {
  return new ConfigError([{ name: 'CONSENT_TEXT_FILE', reason }]);
}
