/** A place kept for a request whose photo is still on its way. */
export interface Reservation {
  /** Gives the place back; calling it again does nothing. */
  release(): void;
}

interface Lease extends Reservation {
  readonly expiresAtMs: number;
}

/**
 * A bounded waiting line with places that can be reserved before the photo has arrived, so that overload is decided
 * without buffering a body. A reservation lapses after `leaseMs`: slow uploads must not be able to hold every place.
 * Pure: the clock is handed in.
 */
export class Admission<T> {
  readonly #waiting = new Set<T>();
  readonly #leases = new Set<Lease>();

  /** @param max may change; who is in line already stays */
  constructor(
    private readonly max: () => number,
    private readonly leaseMs: number,
  ) {}

  get depth(): number {
    return this.#waiting.size;
  }

  reserved(nowMs: number): number {
    for (const lease of this.#leases) {
      if (lease.expiresAtMs > nowMs) break;
      this.#leases.delete(lease);
    }
    return this.#leases.size;
  }

  /** @param idle workers without work: what they take at once needs no place in the line */
  hasRoom(idle: number, nowMs: number): boolean {
    return this.#waiting.size + this.reserved(nowMs) < this.max() + idle;
  }

  /** @returns undefined when every place is taken */
  reserve(idle: number, nowMs: number): Reservation | undefined {
    if (!this.hasRoom(idle, nowMs)) return undefined;
    const lease: Lease = {
      expiresAtMs: nowMs + this.leaseMs,
      release: () => void this.#leases.delete(lease),
    };
    this.#leases.add(lease);
    return lease;
  }

  /** Appends to the line, in the reservation's place when there is one. @returns false when there is no room */
  push(item: T, idle: number, nowMs: number, reservation?: Reservation): boolean {
    reservation?.release();
    if (!this.hasRoom(idle, nowMs)) return false;
    this.#waiting.add(item);
    return true;
  }

  /** Takes the one that has waited longest. */
  shift(): T | undefined {
    const [first] = this.#waiting;
    if (first !== undefined) this.#waiting.delete(first);
    return first;
  }

  /** @returns whether it was still waiting */
  remove(item: T): boolean {
    return this.#waiting.delete(item);
  }
}
