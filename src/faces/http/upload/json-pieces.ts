const [QUOTE, BACKSLASH, LETTER_U] = ['"', '\\', 'u'].map((character) => character.charCodeAt(0));
/** `\u0041` */
const ESCAPE_MAX_BYTES = 6;
const PUNCTUATION = new Set('{}[]:,');
const WHITESPACE = new Set(' \t\r\n');
const LITERAL = /^[\w+.-]$/;
/** Longer than `false` and any number that means something. */
const LITERAL_MAX_CHARS = 64;

/** What JSON text is made of, in the order in which it comes. */
export interface JsonHandler {
  /** `{`, `}`, `[`, `]`, `:` or `,` */
  mark(character: string): void;
  /** The next bytes of a string, escape sequences whole; `isLast`: it ends with them. */
  stringPiece(raw: Buffer, isLast: boolean): void;
  /** A number, `true`, `false` or `null`, not examined yet. */
  literal(text: string): void;
}

/** Takes JSON text (RFC 8259) apart while it comes: of a string of megabytes nothing is kept, whatever lies in it. */
export class JsonPieces {
  #held: Buffer = Buffer.alloc(0);
  #isInString = false;
  #literal = '';

  constructor(private readonly handler: JsonHandler) {}

  /** @throws SyntaxError; what the handler throws */
  write(chunk: Buffer): void {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = Buffer.alloc(0);
    let at = 0;
    while (at < bytes.length) at = this.#isInString ? this.#string(bytes, at) : this.#outside(bytes, at);
  }

  /** @throws SyntaxError in the midst of a string */
  end(): void {
    this.#endLiteral();
    if (this.#isInString) throw new SyntaxError('the string has no end');
  }

  /** @returns where to go on */
  #string(bytes: Buffer, from: number): number {
    const end = closingQuote(bytes, from);
    const isLast = end !== -1;
    const to = isLast ? end : bytes.length - unfinishedEscapeBytes(bytes, from);
    if (isLast || to > from) this.handler.stringPiece(bytes.subarray(from, to), isLast);
    this.#isInString = !isLast;
    // A copy: what was cut out of a chunk would keep it.
    if (!isLast) this.#held = Buffer.from(bytes.subarray(to));
    return isLast ? end + 1 : bytes.length;
  }

  #outside(bytes: Buffer, at: number): number {
    const character = String.fromCharCode(bytes[at] ?? 0);
    if (LITERAL.test(character)) {
      this.#literal += character;
      if (this.#literal.length > LITERAL_MAX_CHARS) throw new SyntaxError('a number is too long');
      return at + 1;
    }
    this.#endLiteral();
    if (character === '"') this.#isInString = true;
    else if (PUNCTUATION.has(character)) this.handler.mark(character);
    else if (!WHITESPACE.has(character)) throw new SyntaxError('an unexpected character');
    return at + 1;
  }

  #endLiteral(): void {
    const text = this.#literal;
    this.#literal = '';
    if (text !== '') this.handler.literal(text);
  }
}

function closingQuote(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(QUOTE ?? 0, from);
  while (at !== -1 && isEscaped(bytes, at, from)) at = bytes.indexOf(QUOTE ?? 0, at + 1);
  return at;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(bytes: Buffer, at: number, from: number): boolean {
  let first = at;
  while (first > from && bytes[first - 1] === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}

/** How many bytes at the end begin an escape sequence of which more is to come. */
function unfinishedEscapeBytes(bytes: Buffer, from: number): number {
  const earliest = Math.max(from, bytes.length - ESCAPE_MAX_BYTES + 1);
  for (let at = bytes.length - 1; at >= earliest; at -= 1) {
    if (bytes[at] !== BACKSLASH || isEscaped(bytes, at, from)) continue;
    const next = bytes[at + 1];
    return next === undefined || next === LETTER_U ? bytes.length - at : 0;
  }
  return 0;
}
