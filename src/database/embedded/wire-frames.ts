/**
 * Splits what a PostgreSQL client sends into frames (protocol 3.0, "Message Formats"). Only frames that end an
 * exchange are worth a trip to the database: a Parse without its Sync has no answer yet.
 */
const SYNC = 'S'.charCodeAt(0);
const QUERY = 'Q'.charCodeAt(0);
const TERMINATE = 'X'.charCodeAt(0);

export interface Exchange {
  kind: 'startup' | 'query' | 'terminate';
  bytes: Buffer;
}

export class WireFrames {
  #pending: Buffer = Buffer.alloc(0);
  #started = false;

  /** @returns the exchanges that this chunk completes, in order; the rest waits for more. */
  push(chunk: Buffer): Exchange[] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const exchanges: Exchange[] = [];
    let exchangeStart = 0;
    for (let at = 0; ;) {
      const header = this.#started ? 1 : 0;
      if (this.#pending.length < at + header + 4) break;
      const end = at + header + this.#pending.readUInt32BE(at + header);
      if (this.#pending.length < end) break;
      const kind = this.#kindAt(at);
      if (kind !== null) {
        exchanges.push({ kind, bytes: this.#pending.subarray(exchangeStart, end) });
        exchangeStart = end;
      }
      at = end;
    }
    this.#pending = this.#pending.subarray(exchangeStart);
    return exchanges;
  }

  #kindAt(at: number): Exchange['kind'] | null {
    if (!this.#started) {
      this.#started = true;
      return 'startup';
    }
    const type = this.#pending[at];
    if (type === TERMINATE) return 'terminate';
    return type === SYNC || type === QUERY ? 'query' : null;
  }
}
