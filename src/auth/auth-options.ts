/** What the token rules depend on; built from the configuration by `AuthModule`, written out by hand in tests. */
export interface AuthOptions {
  /** HMAC secret of HS256 tokens, at least 32 characters (RFC 7518 §3.2 asks for 256 bits). */
  jwtSecret: string;
  /** The Supabase project whose users' tokens are accepted as well, without a trailing slash. */
  supabaseUrl?: string;
  /** Sent to that project as `apikey`, nowhere else. */
  supabaseAnonKey?: string;
  /** Allowed difference between the issuer's clock and ours. */
  clockToleranceS: number;
}

export const AUTH_OPTIONS = Symbol('AUTH_OPTIONS');

export const CLOCK_TOLERANCE_S = 30;
