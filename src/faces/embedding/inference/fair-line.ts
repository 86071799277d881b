import type { Party } from './party.js';

interface Queue<T> {
  party: Party;
  items: Set<T>;
}

/** A waiting line of two classes, known parties before anonymous ones; in each the parties take turns, in order of arrival. */
export class FairLine<T> {
  readonly #known = new Map<string, Queue<T>>();
  readonly #anonymous = new Map<string, Queue<T>>();
  readonly #queueOf = new Map<T, Queue<T>>();

  get size(): number {
    return this.#queueOf.size;
  }

  push(item: T, party: Party): void {
    const queues = this.#classOf(party);
    const queue = queues.get(party.key) ?? { party, items: new Set() };
    queues.set(party.key, queue);
    queue.items.add(item);
    this.#queueOf.set(item, queue);
  }

  /** Takes the first of the party whose turn it is; the party's next turn comes after those of the others. */
  shift(): T | undefined {
    for (const queues of [this.#known, this.#anonymous]) {
      for (const queue of queues.values()) {
        const [first] = queue.items;
        if (first === undefined) continue;
        this.remove(first);
        if (queues.delete(queue.party.key)) queues.set(queue.party.key, queue);
        return first;
      }
    }
    return undefined;
  }

  /** Takes the one of this party that came last. */
  pop(party: Party): T | undefined {
    const last = [...(this.#classOf(party).get(party.key)?.items ?? [])].at(-1);
    if (last !== undefined) this.remove(last);
    return last;
  }

  /** @returns whether it was still waiting */
  remove(item: T): boolean {
    const queue = this.#queueOf.get(item);
    if (queue === undefined) return false;
    this.#queueOf.delete(item);
    queue.items.delete(item);
    if (queue.items.size === 0) this.#classOf(queue.party).delete(queue.party.key);
    return true;
  }

  /** How many of each party wait. */
  places(): { party: Party; count: number }[] {
    return [...this.#known.values(), ...this.#anonymous.values()].map(({ party, items }) => ({
      party,
      count: items.size,
    }));
  }

  #classOf({ known }: Party): Map<string, Queue<T>> {
    return known ? this.#known : this.#anonymous;
  }
}
