import { ERRORS, type ErrorCode } from '../../src/common/error-codes.js';
import { errorSentence } from '../../src/common/error-sentences/error-sentence.js';
import type { Locale } from '../../src/common/locales.js';
import { MESSAGES } from '../../src/faces/http/messages.js';
import { TEXTS } from '../../web/src/texts/index.js';
import { sentencesOf } from '../../web/src/texts/sentences.js';

/** Field terms and units, the same in every language. */
const TERMS = ['FMR', 'FPIR', 'FNIR', 'ms', 's'];
const WORD = /\p{L}[\p{L}\p{M}.’]*/gu;
/** What stands between two sentences of one element. */
const BETWEEN = /(?<=[.?!]) | · /gu;

/** What the page shows and reads out: texts and names of elements that are there, unless they are marked as no language's. */
export const SHOWN_TEXTS = `(() => {
  const texts = new Set();
  const verbatim = (element) => element.closest('[translate=no], [aria-hidden=true], body [lang], script, style');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (verbatim(element) || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (node === element) {
      for (const name of ['aria-label', 'placeholder', 'title', 'alt']) texts.add(node.getAttribute(name) ?? '');
    } else texts.add(node.data);
  }
  return [...texts];
})()`;

/** User data: ids as the page shows them, and what was typed. */
export const SHOWN_DATA = `[
  ...[...document.querySelectorAll('[translate=no]')].map(({ textContent }) => textContent),
  ...[...document.querySelectorAll('input')].map(({ value }) => value),
]`;

/** Judges whether a text is of one language: a sentence of its tables, numbers and times as it writes them, or data. */
export class Spoken {
  private readonly templates: readonly RegExp[];
  private readonly words: ReadonlySet<string>;

  constructor(locale: Locale) {
    const sentences = [
      ...[...Object.values(TEXTS), ...Object.values(MESSAGES)].map((sentence) => sentence[locale]),
      ...Object.keys(ERRORS).map((code) => errorSentence(code as ErrorCode, locale)),
    ].map(plain);
    const parts = sentences.flatMap((sentence) => sentencesOf(sentence).filter(isMoreThanGap));
    this.templates = [...new Set([...sentences, ...parts])].map(templateOf);
    this.words = new Set([...TERMS, ...wordsOfTimes(locale)]);
  }

  isSaid(text: string, data: ReadonlySet<string>): boolean {
    const said = plain(text);
    if (this.isData(said, data) || this.isSentence(said, data)) return true;
    return [...said.matchAll(BETWEEN)].some(
      ({ index, 0: gap }) =>
        this.isSentence(said.slice(0, index), data) && this.isSaid(said.slice(index + gap.length), data),
    );
  }

  /** What fills a template's gaps has to be of the language too. */
  private isSentence(said: string, data: ReadonlySet<string>): boolean {
    return this.templates.some((template) =>
      template
        .exec(said)
        ?.slice(1)
        .every((part) => this.isSaid(part, data)),
    );
  }

  private isData(said: string, data: ReadonlySet<string>): boolean {
    return data.has(said) || (said.match(WORD) ?? []).every((word) => this.words.has(word));
  }
}

/** French sets spaces that do not break. */
export const plain = (text: string): string => text.replace(/\s+/gu, ' ').trim();

const isMoreThanGap = (part: string): boolean => /\p{L}/u.test(part.replace(/\{\w+\}/g, ''));

function templateOf(sentence: string): RegExp {
  const fixed = sentence.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${fixed.join('(.+?)')}$`, 'u');
}

/** Every word that the browser sets between numbers: of units, of times ago and to come, of dates. */
function wordsOfTimes(locale: Locale): string[] {
  const amounts = [-40, -2, -1, 0, 1, 2, 40];
  const units = ['second', 'minute', 'hour', 'day'] as const;
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const counted = new Intl.RelativeTimeFormat(locale);
  const texts = units.flatMap((unit) =>
    amounts.flatMap((amount) => [
      relative.format(amount, unit),
      counted.format(amount, unit),
      ...(['long', 'short'] as const).map((unitDisplay) =>
        new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay }).format(Math.abs(amount)),
      ),
    ]),
  );
  const dates = Array.from({ length: 12 }, (_, month) => new Date(2026, month, 1, month * 2));
  for (const options of [
    { dateStyle: 'medium' },
    { dateStyle: 'short', timeStyle: 'medium' },
    { day: 'numeric', month: 'short' },
  ] as const) {
    const format = new Intl.DateTimeFormat(locale, options);
    texts.push(...dates.map((date) => format.format(date)));
  }
  return texts.flatMap((text) => text.match(WORD) ?? []);
}
