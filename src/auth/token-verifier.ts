import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type CryptoKey, errors, jwtVerify, type JWTVerifyOptions } from 'jose';
import { AppError } from '../common/app-error.js';
import { AUTH_OPTIONS, type AuthOptions } from './auth-options.js';
import type { AuthenticatedUser } from './authenticated-user.js';
import { SupabaseKeySet } from './supabase-key-set.js';
import { ownUser, SUPABASE_AUDIENCE, supabaseUser } from './token-claims.js';
import { readToken, type TokenHeader, type TokenPayload } from './token-format.js';
import { tokenRefused } from './token-refusal.js';

const SECRET_MIN_CHARS = 32;

interface SupabaseProject {
  issuer: string;
  keys: SupabaseKeySet;
  checks: { issuer: string; audience: string };
}

/**
 * Decides whom a token speaks for. One verifier per algorithm, chosen before any key is touched: a public key can
 * never serve as an HMAC secret (RFC 8725 §2.1, §3.1).
 */
@Injectable()
export class TokenVerifier {
  private readonly secret: KeyObject;
  private readonly supabase: SupabaseProject | undefined;

  constructor(@Inject(AUTH_OPTIONS) private readonly options: AuthOptions) {
    if (options.jwtSecret.length < SECRET_MIN_CHARS) throw new Error('JWT secret below 32 characters');
    this.secret = createSecretKey(Buffer.from(options.jwtSecret, 'utf8'));
    if (options.supabaseUrl !== undefined) {
      const issuer = `${options.supabaseUrl}/auth/v1`;
      this.supabase = {
        issuer,
        keys: new SupabaseKeySet(issuer, options.supabaseAnonKey),
        checks: { issuer, audience: SUPABASE_AUDIENCE },
      };
    }
  }

  /** @throws AppError TOKEN_INVALID (401), AUTH_UNAVAILABLE (503) */
  async verify(token: string): Promise<AuthenticatedUser> {
    const { header, payload } = readToken(token);
    switch (header.alg) {
      case 'HS256':
        return this.verifyHs256(token, header, payload);
      case 'ES256':
      case 'RS256':
        return this.verifySupabase(token, header.alg, header, payload);
      default:
        throw tokenRefused('algorithm not accepted');
    }
  }

  private async verifyHs256(token: string, header: TokenHeader, payload: TokenPayload) {
    const { supabase, secret } = this;
    // A Supabase project with the legacy shared secret signs with HS256 as well; its tokens keep Supabase's rules.
    if (supabase !== undefined && payload['iss'] === supabase.issuer) {
      const user = supabaseUser(payload, supabase.issuer, this.clock());
      await this.checkSignature(token, secret, { algorithms: ['HS256'], ...supabase.checks });
      return user;
    }
    if (header.kid !== undefined) throw tokenRefused('unknown kid');
    const user = ownUser(payload, this.clock());
    await this.checkSignature(token, secret, { algorithms: ['HS256'] });
    return user;
  }

  private async verifySupabase(token: string, alg: string, header: TokenHeader, payload: TokenPayload) {
    const { supabase } = this;
    if (supabase === undefined) throw tokenRefused('algorithm not accepted without SUPABASE_URL');
    if (header.kid === undefined) throw tokenRefused('no kid');
    // Before the keys are fetched: a token that fails anyway must not cause a request.
    const user = supabaseUser(payload, supabase.issuer, this.clock());
    const key = await supabase.keys.keyFor({ alg, kid: header.kid });
    await this.checkSignature(token, key, { algorithms: [alg], ...supabase.checks });
    return user;
  }

  private async checkSignature(token: string, key: KeyObject | CryptoKey, checks: JWTVerifyOptions) {
    try {
      await jwtVerify(token, key, {
        ...checks,
        clockTolerance: this.options.clockToleranceS,
        requiredClaims: ['sub', 'exp'],
      });
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed)
        throw tokenRefused('wrong signature', error);
      if (error instanceof errors.JOSEError) throw tokenRefused(error.code, error);
      throw new AppError('AUTH_UNAVAILABLE', { reason: 'key unusable', cause: error });
    }
  }

  private clock() {
    return { nowS: Date.now() / 1000, toleranceS: this.options.clockToleranceS };
  }
}
