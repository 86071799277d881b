/** What the token rules depend on; built from the configuration by `AuthModule`. */
export interface AuthOptions {
  /** HMAC secret of HS256 tokens, at least 32 characters (RFC 7518 §3.2 asks for 256 bits). */
  jwtSecret: string;
  /** Whose users' tokens are accepted as well. */
  supabase?: SupabaseProject;
  /** Our own tokens are valid for no longer than this, counted from their `iat`, or from now without one. */
  maxAgeS: number;
  /** Those that can be revoked by their id and allow a few things only, for this long. */
  scopedMaxAgeS: number;
  /** Allowed difference between the issuer's clock and ours. */
  clockToleranceS: number;
}

export interface SupabaseProject {
  /** `iss` of its users' tokens. */
  issuer: string;
  keySetUrl: string;
  /** Whether people who signed in anonymously are anybody. */
  allowsAnonymous: boolean;
  /** Sent to the key server as `apikey`, nowhere else. */
  anonKey?: string;
}

export const AUTH_OPTIONS = Symbol('AUTH_OPTIONS');

export const CLOCK_TOLERANCE_S = 30;
