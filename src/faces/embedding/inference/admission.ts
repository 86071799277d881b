import { FairLine } from './fair-line.js';
import { OPERATOR, type Party } from './party.js';

/** A place kept for a request whose photo is still on its way. */
export interface Reservation {
  readonly party: Party;
  /** Gives the place back; calling it again does nothing. */
  release(): void;
}

interface Lease extends Reservation {
  readonly expiresAtMs: number;
}

/**
 * A bounded waiting line with places that can be reserved before the photo has arrived, so that overload is decided
 * without buffering a body. A reservation lapses after `leaseMs`: slow uploads must not be able to hold every place.
 *
 * While there is room everybody gets a place. When there is none, the newcomer takes one from whoever has more than their share:
 * known parties from anonymous ones, and within a class whoever holds fewer from whoever holds the most. Pure: the clock is
 * handed in.
 */
export class Admission<T> {
  readonly #waiting = new FairLine<T>();
  readonly #leases = new Set<Lease>();

  /**
   * @param max may change; who is in line already stays
   * @param giveWay told of each that had to leave the line for somebody else
   */
  constructor(
    private readonly max: () => number,
    private readonly leaseMs: number,
    private readonly giveWay: (item: T) => void = () => undefined,
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

  /** Whether `reserve` would give this party a place. */
  admits(party: Party, idle: number, nowMs: number): boolean {
    return this.hasRoom(idle, nowMs) || this.#richest(party) !== undefined;
  }

  /** @returns undefined when every place is taken, and nobody has more than their share */
  reserve(idle: number, nowMs: number, party: Party = OPERATOR): Reservation | undefined {
    if (!this.#makeRoom(party, idle, nowMs)) return undefined;
    const lease: Lease = {
      party,
      expiresAtMs: nowMs + this.leaseMs,
      release: () => void this.#leases.delete(lease),
    };
    this.#leases.add(lease);
    return lease;
  }

  /** Enters the line, in the reservation's place when there is one. @returns false when there is no room */
  push(item: T, idle: number, nowMs: number, reservation?: Reservation): boolean {
    reservation?.release();
    const party = reservation?.party ?? OPERATOR;
    if (!this.#makeRoom(party, idle, nowMs)) return false;
    this.#waiting.push(item, party);
    return true;
  }

  /** Takes the next one: known parties first, each in its turn. */
  shift(): T | undefined {
    return this.#waiting.shift();
  }

  /** @returns whether it was still waiting */
  remove(item: T): boolean {
    return this.#waiting.remove(item);
  }

  #makeRoom(newcomer: Party, idle: number, nowMs: number): boolean {
    if (this.hasRoom(idle, nowMs)) return true;
    const richest = this.#richest(newcomer);
    if (richest === undefined) return false;
    const lease = [...this.#leases].findLast(({ party }) => isSame(party, richest));
    if (lease !== undefined) {
      // Whoever holds it competes for a place again when the photo is there.
      this.#leases.delete(lease);
      return true;
    }
    const item = this.#waiting.pop(richest);
    if (item !== undefined) this.giveWay(item);
    return item !== undefined;
  }

  /** The party that has to give a place to the newcomer, if there is one. */
  #richest(newcomer: Party): Party | undefined {
    const places = this.#waiting.places();
    for (const { party } of this.#leases) {
      const held = places.find((each) => isSame(each.party, party));
      if (held === undefined) places.push({ party, count: 1 });
      else held.count += 1;
    }
    const own = places.find(({ party }) => isSame(party, newcomer))?.count ?? 0;
    const anonymous = newcomer.known ? places.filter(({ party }) => !party.known) : [];
    const rivals =
      anonymous.length > 0 ? anonymous : places.filter(({ party }) => party.known === newcomer.known);
    const [first, ...others] = rivals;
    if (first === undefined) return undefined;
    const richest = others.reduce((most, each) => (each.count > most.count ? each : most), first);
    return anonymous.length > 0 || richest.count > own + 1 ? richest.party : undefined;
  }
}

function isSame(one: Party, other: Party): boolean {
  return one.key === other.key && one.known === other.known;
}
