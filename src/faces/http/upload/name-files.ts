import { Transform, type TransformCallback } from 'node:stream';

const LINE_END = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');
/** A part's head that is longer is not ours to mend: the parser refuses it. */
const HEAD_MAX_BYTES = 16 * 1024;

/** No form has so many parts; of what follows the parser takes nothing. */
const PARTS_MAX = 100;

/** What a photograph is called that came without a name. */
export const UNNAMED = 'unnamed';

/**
 * A multipart body in which every part of a file field has a filename: without one a parser takes a part for text. React Native and
 * generated Python clients send none.
 */
export class NameFiles extends Transform {
  readonly #delimiter: Buffer;
  readonly #isFileField: (name: string) => boolean;
  /** A delimiter is a line's beginning (RFC 2046, 5.1.1), the body's beginning one too: what precedes the first is skipped by parsers. */
  #rest: Buffer = LINE_END;
  #inHead = false;
  #parts = 0;
  #heads = 0;

  constructor(boundary: string, isFileField: (name: string) => boolean) {
    super();
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
    this.#isFileField = isFileField;
  }

  /** Parts that began, also those that a parser takes no notice of. */
  get heads(): number {
    return this.#heads;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (this.#inHead ? this.#passHead() : this.#passContent());
    if (this.#parts > PARTS_MAX) this.#pass(this.#rest.length);
    done();
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#rest);
  }

  /** @returns whether a delimiter was found */
  #passContent(): boolean {
    if (this.#parts > PARTS_MAX) return false;
    const at = this.#rest.indexOf(this.#delimiter);
    // The beginning of a delimiter may be at the end.
    const sure = at === -1 ? this.#rest.length - this.#delimiter.length + 1 : at + this.#delimiter.length;
    this.#inHead = at !== -1;
    if (this.#inHead) this.#parts += 1;
    if (sure > 0) this.#pass(sure);
    return this.#inHead;
  }

  /** @returns whether the head was complete */
  #passHead(): boolean {
    const at = this.#rest.indexOf(HEAD_END);
    if (at === -1) {
      if (this.#rest.length < HEAD_MAX_BYTES) return false;
      this.#inHead = false;
      return true;
    }
    const head = this.#rest.toString('latin1', 0, at);
    // The last delimiter has two dashes behind it.
    if (head.startsWith('\r\n')) this.#heads += 1;
    const named = this.#named(head);
    if (named !== head) this.push(Buffer.from(named, 'latin1'));
    this.#rest = named === head ? this.#rest : this.#rest.subarray(at);
    this.#inHead = false;
    return true;
  }

  #named(head: string): string {
    return head.replace(/^content-disposition:[^\r\n]*/im, (line) => {
      const name = /;\s*name=(?:"([^"]*)"|([^\s;]+))/i.exec(line);
      const isNameless = !/;\s*filename\*?=/i.test(line);
      return isNameless && this.#isFileField(name?.[1] ?? name?.[2] ?? '')
        ? `${line}; filename="${UNNAMED}"`
        : line;
    });
  }

  #pass(length: number): void {
    this.push(this.#rest.subarray(0, length));
    this.#rest = this.#rest.subarray(length);
  }
}

/** The boundary that a Content-Type names; undefined when it names none (RFC 2046, 5.1.1). */
export function boundaryOf(contentType: string): string | undefined {
  const found = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  return found?.[1] ?? found?.[2];
}
