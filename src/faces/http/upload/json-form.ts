import { imageNameOf } from '../../../common/accepted-photos.js';
import { AppError } from '../../../common/app-error.js';
import { FIELD_NAME_MAX } from '../field-unknown.js';
import { Base64Photo } from './base64-photo.js';
import { type JsonHandler, JsonPieces } from './json-pieces.js';
import type { HeldUpload } from './upload-budget.js';
import { TEXT_BYTES_MAX, TEXT_FIELDS_MAX, uploadFault } from './upload-faults.js';
import type { UploadLimits } from './upload-limits.js';

/** A character as `\u0041`. */
const BYTES_PER_CHARACTER = 6;

type Expected =
  'form' | 'first name' | 'name' | 'colon' | 'value' | 'end' | 'first item' | 'item' | 'list end' | 'nothing';

/** What may come, and what then. Values, names and items that are strings or literals are elsewhere. */
const MARKS: Readonly<Record<Expected, Readonly<Record<string, Expected>>>> = {
  form: { '{': 'first name' },
  'first name': { '}': 'nothing' },
  name: {},
  colon: { ':': 'value' },
  value: { '[': 'first item' },
  end: { ',': 'name', '}': 'nothing' },
  'first item': { ']': 'end' },
  item: {},
  'list end': { ',': 'item', ']': 'end' },
  nothing: {},
};

/**
 * A form as JSON while it comes, `{"image": "data:image/jpeg;base64,…", …}`: photographs are decoded piece by piece, so that a request
 * holds what a multipart one would. A name that comes twice is refused, since parsers disagree about what it means (RFC 8259 §4).
 */
export class JsonForm implements JsonHandler {
  /** As they were written: numbers keep all of their digits. */
  readonly texts = new Map<string, string>();
  /** By the names of `limits.fields`. */
  readonly photos = new Map<string, Buffer[]>();

  readonly #pieces = new JsonPieces(this);
  readonly #fields: ReadonlyMap<string, UploadLimits['fields'][number]>;
  readonly #names = new Set<string>();
  #expected: Expected = 'form';
  #name = '';
  /** Of a name or a text; null: more than one may have. */
  #raw: Buffer | null = Buffer.alloc(0);
  #photo: Base64Photo | null = null;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    private readonly limits: UploadLimits,
    private readonly upload: HeldUpload,
  ) {
    this.#fields = new Map(limits.fields.map((field) => [imageNameOf(field.name), field]));
  }

  /** @throws AppError FILE_*, MULTIPART_MALFORMED or IMAGE_UNREADABLE; the upload's reason when it had to give way */
  write(chunk: Buffer): void {
    this.#reading(() => this.#pieces.write(chunk));
  }

  /** @throws AppError MULTIPART_MALFORMED for a form without an end */
  end(): void {
    this.#reading(() => {
      this.#pieces.end();
      if (this.#expected !== 'nothing') throw new SyntaxError('the form has no end');
    });
  }

  mark(character: string): void {
    const field = this.#fields.get(this.#name);
    if (this.#isItem && '[{'.includes(character)) throw this.#fault('NOT_BASE64');
    if (this.#expected === 'value' && (character === '{' || (character === '[' && field === undefined)))
      throw this.#fault(field ? 'NOT_BASE64' : character === '[' ? 'REPEATED_FIELD' : 'NESTED_FIELD');
    const next = MARKS[this.#expected][character];
    if (next === undefined) throw new SyntaxError(`an unexpected ${character}`);
    this.#expected = next;
  }

  stringPiece(raw: Buffer, isLast: boolean): void {
    const isName = this.#expected === 'first name' || this.#expected === 'name';
    if (this.#isItem || (this.#expected === 'value' && this.#fields.has(this.#name))) {
      this.#photoPiece(raw, isLast);
      return;
    }
    if (!isName && this.#expected !== 'value') throw new SyntaxError('an unexpected string');
    this.#keep(raw, BYTES_PER_CHARACTER * (isName ? FIELD_NAME_MAX : TEXT_BYTES_MAX));
    if (!isLast) return;
    const text = this.#raw && unescaped(this.#raw.toString());
    this.#raw = Buffer.alloc(0);
    if (isName) this.#begin(text);
    // Too long for any field: what is said of it depends on whether there is one of that name.
    else this.#set(text ?? '?'.repeat(TEXT_BYTES_MAX + 1));
  }

  literal(text: string): void {
    const value: unknown = JSON.parse(text);
    if (this.#isItem) throw this.#fault('NOT_BASE64');
    if (this.#expected !== 'value') throw new SyntaxError('an unexpected value');
    if (!this.#fields.has(this.#name)) {
      if (value === null) throw this.#fault('NESTED_FIELD');
      this.#set(text);
    } else if (value !== null) throw this.#fault('NOT_BASE64');
    this.#expected = 'end';
  }

  get #isItem(): boolean {
    return this.#expected === 'first item' || this.#expected === 'item';
  }

  #keep(raw: Buffer, maxBytes: number): void {
    if (this.#raw === null) return;
    this.#raw = this.#raw.length + raw.length > maxBytes ? null : Buffer.concat([this.#raw, raw]);
  }

  #begin(name: string | null): void {
    if (name === null || name.length > FIELD_NAME_MAX) throw uploadFault('FIELD_TOO_LONG', this.limits);
    this.#name = name;
    if (this.#names.has(name)) throw this.#fault('REPEATED_FIELD');
    if (this.#names.add(name).size > TEXT_FIELDS_MAX + this.#fields.size)
      throw uploadFault('TOO_MANY_FIELDS', this.limits);
    this.#expected = 'colon';
  }

  #set(text: string): void {
    this.texts.set(this.#name, text);
    this.#expected = 'end';
  }

  #photoPiece(raw: Buffer, isLast: boolean): void {
    const field = this.#fields.get(this.#name);
    if (field === undefined) throw new SyntaxError('a list of photographs in a field of text');
    const known = this.photos.get(field.name) ?? [];
    if (known.length >= field.most) throw uploadFault('TOO_MANY_PHOTOS', this.limits);
    this.#photo ??= new Base64Photo(this.#name, this.limits, (bytes) => this.#take(bytes));
    // Whatever is beyond ASCII is no base64 in any encoding.
    const text = raw.toString('latin1');
    this.#photo.write(raw.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text);
    if (!isLast) return;
    this.#photo.end();
    this.photos.set(field.name, [...known, Buffer.concat(this.#chunks)]);
    this.#photo = null;
    this.#chunks = [];
    this.#expected = this.#isItem ? 'list end' : 'end';
  }

  #take(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes > this.limits.maxTotalBytes) throw new AppError('FILE_TOO_LARGE');
    if (!this.upload.receive(bytes.length)) throw this.upload.gaveWay.reason as Error;
    this.#chunks.push(bytes);
  }

  #fault(key: Parameters<typeof uploadFault>[0]): AppError {
    return uploadFault(key, this.limits, this.#name);
  }

  #reading(read: () => void): void {
    try {
      read();
    } catch (error) {
      throw error instanceof SyntaxError ? uploadFault('JSON_MALFORMED', this.limits) : error;
    }
  }
}

/** @param raw what stands between the quotes @throws SyntaxError */
function unescaped(raw: string): string {
  // As a form's bytes would be read: lone surrogates, which JSON can write, become U+FFFD.
  return Buffer.from(JSON.parse(`"${raw}"`) as string).toString();
}
