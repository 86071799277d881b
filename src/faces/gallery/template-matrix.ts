import type { Candidate } from '../decision/decision.js';

/** A row of the table `face_templates`. */
export interface StoredTemplate {
  userId: string;
  encodings: number;
  mean: Float32Array;
  /** Differs after every change of the row, and grows. */
  change: number;
}

/** What two copies of the templates have in common exactly when they are equal. */
export interface Fingerprint {
  users: number;
  changes: bigint;
}

interface Entry {
  row: number;
  encodings: number;
  change: number;
}

const INITIAL_ROWS = 256;
/** Rows are compared in stretches of this many numbers and given up once they are farther than the worst kept one. */
const STRETCH = 32;

/** Templates in one contiguous matrix, searched exactly by reading all of it. */
export class TemplateMatrix {
  private numbers: Float32Array;
  private readonly users: string[] = [];
  private readonly entries = new Map<string, Entry>();
  private encodingCount = 0;
  private changeSum = 0n;

  constructor(readonly dimension: number) {
    this.numbers = new Float32Array(INITIAL_ROWS * dimension);
  }

  get size(): number {
    return this.users.length;
  }

  get encodings(): number {
    return this.encodingCount;
  }

  get fingerprint(): Fingerprint {
    return { users: this.size, changes: this.changeSum };
  }

  /** Undefined when the user has no template here. */
  changeOf(userId: string): number | undefined {
    return this.entries.get(userId)?.change;
  }

  userIds(): readonly string[] {
    return this.users;
  }

  /** @throws RangeError when the mean has another dimension */
  set({ userId, encodings, mean, change }: StoredTemplate): void {
    if (mean.length !== this.dimension) {
      throw new RangeError(`A template of ${mean.length} numbers among those of ${this.dimension}`);
    }
    const before = this.entries.get(userId);
    const row = before?.row ?? this.users.push(userId) - 1;
    this.makeRoom();
    this.numbers.set(mean, row * this.dimension);
    this.entries.set(userId, { row, encodings, change });
    this.encodingCount += encodings - (before?.encodings ?? 0);
    this.changeSum += BigInt(change) - BigInt(before?.change ?? 0);
  }

  delete(userId: string): void {
    const entry = this.entries.get(userId);
    const last = this.users.pop();
    if (!entry || last === undefined) {
      if (last !== undefined) this.users.push(last);
      return;
    }
    this.entries.delete(userId);
    this.encodingCount -= entry.encodings;
    this.changeSum -= BigInt(entry.change);
    const from = this.users.length * this.dimension;
    if (last !== userId) {
      this.numbers.copyWithin(entry.row * this.dimension, from, from + this.dimension);
      this.users[entry.row] = last;
      const moved = this.entries.get(last);
      if (moved) moved.row = entry.row;
    }
    // Nobody's face stays behind in memory.
    this.numbers.fill(0, from, from + this.dimension);
  }

  clear(): void {
    this.numbers = new Float32Array(INITIAL_ROWS * this.dimension);
    this.users.length = 0;
    this.entries.clear();
    this.encodingCount = 0;
    this.changeSum = 0n;
  }

  /** The `limit` nearest users, nearest first; equally near ones by id. */
  nearest(probe: Float32Array, limit: number): Candidate[] {
    if (probe.length !== this.dimension) {
      throw new RangeError(`A probe of ${probe.length} numbers among templates of ${this.dimension}`);
    }
    const found: Found[] = [];
    let worst = Infinity;
    for (let row = 0; row < this.size; row += 1) {
      const squared = this.squaredDistance(probe, row, worst);
      if (!(squared < worst) && found.length >= limit) continue;
      insert(found, { row, squared }, limit);
      if (found.length === limit) worst = found[limit - 1]?.squared ?? Infinity;
    }
    return found
      .map(({ row, squared }) => {
        const userId = this.users[row] ?? '';
        return { userId, distance: Math.sqrt(squared), encodings: this.entries.get(userId)?.encodings ?? 0 };
      })
      .sort((a, b) => a.distance - b.distance || (a.userId < b.userId ? -1 : 1));
  }

  /** Exact when below `limit`; otherwise some number that is no smaller. */
  private squaredDistance(probe: Float32Array, row: number, limit: number): number {
    const { numbers, dimension } = this;
    const start = row * dimension;
    let sum = 0;
    for (let from = 0; from < dimension && sum < limit; from += STRETCH) {
      const to = Math.min(dimension, from + STRETCH);
      for (let index = from; index < to; index += 1) {
        const difference = (probe[index] as number) - (numbers[start + index] as number);
        sum += difference * difference;
      }
    }
    return sum;
  }

  private makeRoom(): void {
    const needed = this.users.length * this.dimension;
    if (needed <= this.numbers.length) return;
    const larger = new Float32Array(this.numbers.length * 2);
    larger.set(this.numbers);
    this.numbers = larger;
  }
}

interface Found {
  row: number;
  /** The square of the distance. */
  squared: number;
}

/** @param found nearest first, `limit` at most */
function insert(found: Found[], one: Found, limit: number): void {
  let place = found.length;
  while (place > 0 && one.squared < (found[place - 1]?.squared ?? 0)) place -= 1;
  found.splice(place, 0, one);
  if (found.length > limit) found.pop();
}
