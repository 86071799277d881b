import { AppError } from '../../../common/app-error.js';
import { uploadFault } from './upload-faults.js';
import type { UploadLimits } from './upload-limits.js';

/** `data:image/jpeg;name=a.jpg;base64,`: longer ones say nothing that a photograph needs. */
const PREFIX_MAX_CHARS = 256;
const PREFIX_BEGIN = 'data:';
const PREFIX_END = ';base64';
/** Four characters are three bytes (RFC 4648 §4); both alphabets are taken. */
const QUANTUM = 4;
const ALPHABET = /^[\w+/-]*$/;
const PADDING = /^=*$/;

/** Where the bytes of a photograph go; what it throws ends the upload. */
export type TakeBytes = (bytes: Buffer) => void;

/** A photograph that comes as base64 text in pieces, with or without `data:…;base64,`. Nothing of the text is kept. */
export class Base64Photo {
  /** What may still become a prefix; null once it is known whether there is one. */
  #beginning: string | null = '';
  /** Characters of a quantum that is not complete. */
  #rest = '';
  #isPadded = false;
  #bytes = 0;

  /** @param field of the form, for the refusals */
  constructor(
    private readonly field: string,
    private readonly limits: UploadLimits,
    private readonly take: TakeBytes,
  ) {}

  /** @throws AppError IMAGE_UNREADABLE for what is not base64, FILE_TOO_LARGE; what `take` throws */
  write(text: string): void {
    const encoded = this.#withoutPrefix(text).replace(/\s+/g, '');
    const end = encoded.indexOf('=');
    const data = end === -1 ? encoded : encoded.slice(0, end);
    if (!ALPHABET.test(data) || !PADDING.test(encoded.slice(data.length)) || (this.#isPadded && data !== ''))
      throw this.#noBase64();
    this.#isPadded ||= end !== -1;
    const known = this.#rest + data;
    const whole = known.length - (known.length % QUANTUM);
    this.#rest = known.slice(whole);
    this.#pass(known.slice(0, whole));
  }

  /** @throws AppError FILE_EMPTY, IMAGE_UNREADABLE */
  end(): void {
    if (this.#beginning?.startsWith(PREFIX_BEGIN)) throw this.#noBase64();
    const beginning = this.#beginning;
    this.#beginning = null;
    if (beginning) this.write(beginning);
    if (this.#rest.length === 1) throw this.#noBase64();
    this.#pass(this.#rest);
    if (this.#bytes === 0) throw new AppError('FILE_EMPTY');
  }

  /** @returns nothing while it is not known whether there is a prefix */
  #withoutPrefix(text: string): string {
    if (this.#beginning === null) return text;
    const beginning = this.#beginning + text;
    const couldBePrefix = PREFIX_BEGIN.startsWith(beginning.slice(0, PREFIX_BEGIN.length));
    const comma = couldBePrefix ? beginning.indexOf(',') : -1;
    if (couldBePrefix && comma === -1 && beginning.length <= PREFIX_MAX_CHARS) {
      this.#beginning = beginning;
      return '';
    }
    this.#beginning = null;
    if (!couldBePrefix) return beginning;
    if (comma === -1 || !beginning.slice(0, comma).endsWith(PREFIX_END)) throw this.#noBase64();
    return beginning.slice(comma + 1);
  }

  #pass(text: string): void {
    if (text === '') return;
    const bytes = Buffer.from(text, 'base64');
    this.#bytes += bytes.length;
    if (this.#bytes > this.limits.maxBytes) throw new AppError('FILE_TOO_LARGE');
    this.take(bytes);
  }

  #noBase64(): AppError {
    return uploadFault('NOT_BASE64', this.limits, this.field);
  }
}
