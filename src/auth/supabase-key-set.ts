import { KeyObject } from 'node:crypto';
import { createRemoteJWKSet, errors, type JWSHeaderParameters } from 'jose';
import { AppError } from '../common/app-error.js';
import type { SupabaseProject } from './auth-options.js';
import { tokenRefused } from './token-refusal.js';

const FETCH_TIMEOUT_MS = 3_000;
/** How long after a failed fetch the next one may go out; keeps an outage from being answered with a storm. */
const FAILURE_PAUSE_MS = 5_000;
const REFRESH_MS = 10 * 60_000;
/** Known keys outlive an outage this long; after that a withdrawn key could still be in use. */
const KEYS_MAX_AGE_MS = 24 * 60 * 60_000;
/** Fetches that unknown `kid`s may cause: a rotated key is found at once, invented ones cost two fetches a minute. */
const UNKNOWN_KID_BURST = 3;
const UNKNOWN_KID_REFILL_MS = 30_000;
/** Fetches are few, so this is many: kids that were looked for and not found. */
const ABSENT_KIDS_MAX = 1_000;
/** RFC 7518 §3.3; jsonwebtoken would verify with any. */
const RSA_BITS_MIN = 2048;

/** The public keys of the Supabase project, fetched when needed and kept through outages. */
export class SupabaseKeySet {
  private readonly remote: ReturnType<typeof createRemoteJWKSet>;
  // By the clock that nobody sets: a step back would keep withdrawn keys, and leave an outage unexamined, for as long.
  private loadedAtMs = -Infinity;
  private failedAtMs = -Infinity;
  private unknownKidFetches = UNKNOWN_KID_BURST;
  private refilledAtMs = performance.now();
  private readonly absentKids = new Set<string | undefined>();

  constructor({ keySetUrl, anonKey }: SupabaseProject) {
    // Timing is decided here: jose alone would drop good keys in an outage and refuse a rotated key for 30 s.
    this.remote = createRemoteJWKSet(new URL(keySetUrl), {
      timeoutDuration: FETCH_TIMEOUT_MS,
      cooldownDuration: Infinity,
      cacheMaxAge: Infinity,
      ...(anonKey === undefined ? {} : { headers: { apikey: anonKey } }),
    });
  }

  /**
   * @throws AppError TOKEN_INVALID when the project has no such key, AUTH_UNAVAILABLE when that cannot be found out: in an outage,
   *   or because invented `kid`s have used up the fetches. A token of a new key must not be thrown away for that.
   */
  async keyFor(header: JWSHeaderParameters): Promise<KeyObject> {
    if (this.ageMs() > REFRESH_MS) await this.refresh();
    if (this.ageMs() > KEYS_MAX_AGE_MS) throw this.unavailable();
    return (await this.find(header)) ?? (await this.findUnknown(header));
  }

  /** A `kid` that is not among the keys at hand: one of a key just made, a withdrawn one, or an invented one. */
  private async findUnknown(header: JWSHeaderParameters): Promise<KeyObject> {
    const isAbsent = this.absentKids.has(header.kid);
    // A withdrawn key's tokens come again and again; they cost a fetch in half a minute, all of them together.
    if (isAbsent && this.ageMs() < UNKNOWN_KID_REFILL_MS) throw tokenRefused('unknown kid');
    const mayFetch = this.mayFetchForUnknownKid();
    if (mayFetch && (await this.refresh())) {
      const rotated = await this.find(header);
      if (rotated !== undefined) return rotated;
      this.rememberAbsent(header.kid);
    } else if (!mayFetch && !isAbsent) {
      throw this.unavailable('too many unknown kids', UNKNOWN_KID_REFILL_MS);
    }
    if (this.failedAtMs > this.loadedAtMs) throw this.unavailable();
    throw tokenRefused('unknown kid');
  }

  private async find(header: JWSHeaderParameters): Promise<KeyObject | undefined> {
    try {
      return strongKey(KeyObject.from(await this.remote(header)));
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
        return undefined;
      }
      throw new AppError('AUTH_UNAVAILABLE', { reason: 'key set unusable', cause: error });
    }
  }

  /** True when the keys are fresh afterwards. Parallel callers share one request. */
  private async refresh(): Promise<boolean> {
    if (!this.remote.reloading && performance.now() - this.failedAtMs < FAILURE_PAUSE_MS) return false;
    try {
      await this.remote.reload();
      this.loadedAtMs = performance.now();
      return true;
    } catch {
      this.failedAtMs = performance.now();
      return false;
    }
  }

  private mayFetchForUnknownKid(): boolean {
    const refill = Math.floor((performance.now() - this.refilledAtMs) / UNKNOWN_KID_REFILL_MS);
    if (refill > 0) {
      this.refilledAtMs += refill * UNKNOWN_KID_REFILL_MS;
      this.unknownKidFetches = Math.min(UNKNOWN_KID_BURST, this.unknownKidFetches + refill);
    }
    if (this.unknownKidFetches === 0) return false;
    this.unknownKidFetches -= 1;
    return true;
  }

  private rememberAbsent(kid: string | undefined): void {
    if (this.absentKids.size >= ABSENT_KIDS_MAX) this.absentKids.clear();
    this.absentKids.add(kid);
  }

  private ageMs(): number {
    return performance.now() - this.loadedAtMs;
  }

  private unavailable(reason = 'Supabase key set unreachable', retryAfterMs = FAILURE_PAUSE_MS): AppError {
    return new AppError('AUTH_UNAVAILABLE', { reason, retryAfterS: retryAfterMs / 1000 });
  }
}

/** @throws Error when forging a signature of this key is within reach */
function strongKey(key: KeyObject): KeyObject {
  const { modulusLength = RSA_BITS_MIN } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < RSA_BITS_MIN) throw new Error(`RSA key of ${modulusLength} bits`);
  return key;
}
