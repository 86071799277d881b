import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS, type AuthOptions } from './auth-options.js';
import { SupabaseKeySet } from './supabase-key-set.js';
import { tokenUser } from './token-claims.js';
import { readToken } from './token-format.js';
import { tokenRefused } from './token-refusal.js';

const SECRET_MIN_CHARS = 32;

/** What jsonwebtoken may accept; which of our keys goes with each is decided in `TokenKeys`. */
export const TOKEN_ALGORITHMS = ['HS256', 'ES256', 'RS256'] as const;

/**
 * Which key a token's signature has to fit. One kind of key per algorithm, chosen before any key is touched: a public key
 * can never serve as an HMAC secret (RFC 8725 §2.1, §3.1).
 */
@Injectable()
export class TokenKeys {
  private readonly secret: KeyObject;
  private readonly supabaseKeys: SupabaseKeySet | undefined;

  constructor(@Inject(AUTH_OPTIONS) private readonly options: AuthOptions) {
    if (options.jwtSecret.length < SECRET_MIN_CHARS) throw new Error('JWT secret below 32 characters');
    this.secret = createSecretKey(Buffer.from(options.jwtSecret, 'utf8'));
    if (options.supabase !== undefined) this.supabaseKeys = new SupabaseKeySet(options.supabase);
  }

  /**
   * Reads the token strictly: what gets a key is well-formed, and every parser takes it for the same.
   *
   * @throws AppError TOKEN_INVALID (401), AUTH_UNAVAILABLE (503)
   */
  keyFor(token: string): KeyObject | Promise<KeyObject> {
    const { header, payload } = readToken(token);
    const { alg, kid } = header;
    const { supabase } = this.options;
    const isOfSupabase = supabase !== undefined && payload['iss'] === supabase.issuer;
    switch (alg) {
      case 'HS256':
        // A Supabase project with the legacy shared secret signs with HS256 as well, and names its key.
        if (kid !== undefined && !isOfSupabase) throw tokenRefused('unknown kid');
        return this.secret;
      case 'ES256':
      case 'RS256': {
        if (this.supabaseKeys === undefined) {
          throw tokenRefused('algorithm not accepted without SUPABASE_URL');
        }
        if (kid === undefined) throw tokenRefused('no kid');
        if (!isOfSupabase) throw tokenRefused('wrong issuer');
        // Before the keys are fetched: a token that fails anyway must not cause a request.
        tokenUser(payload, this.options);
        return this.supabaseKeys.keyFor({ alg, kid });
      }
      default:
        throw tokenRefused('algorithm not accepted');
    }
  }
}
