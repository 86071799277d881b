import { isPrintable, ownIdFault } from '../common/user-id.js';
import type { AuthOptions, SupabaseProject } from './auth-options.js';
import type { AuthenticatedUser, Role } from './authenticated-user.js';
import { isTokenId } from './revocation/revocation.js';
import { scopesOf } from './scopes.js';
import { isObject, type TokenPayload } from './token-format.js';
import { tokenRefused } from './token-refusal.js';

/** `iss` and `aud` that a token signed with JWT_SECRET_KEY may carry; both are optional (contract: sub, email, role, exp). */
const OWN_ISSUER = 'twoinone-ml';
const SUPABASE_AUDIENCE = 'authenticated';

const EMAIL_MAX_CHARS = 320;
/** 9999-12-31T23:59:59Z; anything later is no date but an attempt to overflow one. */
const NUMERIC_DATE_MAX = 253_402_300_799;
/** Supabase's API keys are signed like users' tokens but speak for an application, never for a person. */
const API_KEY_ROLES = new Set(['anon', 'service_role', 'supabase_admin']);

export type ClaimRules = Pick<AuthOptions, 'supabase' | 'maxAgeS' | 'scopedMaxAgeS' | 'clockToleranceS'>;

interface Clock {
  nowS: number;
  toleranceS: number;
}

/**
 * Whom the claims of a token speak for, now. A token that names the Supabase project as its issuer keeps Supabase's rules,
 * whichever key it is signed with; any other is one of our own.
 *
 * @throws AppError TOKEN_INVALID
 */
export function tokenUser(payload: TokenPayload, rules: ClaimRules): AuthenticatedUser {
  const { supabase } = rules;
  const clock = { nowS: Date.now() / 1000, toleranceS: rules.clockToleranceS };
  return supabase !== undefined && payload['iss'] === supabase.issuer
    ? supabaseUser(payload, supabase, clock)
    : ownUser(payload, rules, clock);
}

/** Claims of a token signed with our own secret. */
function ownUser(payload: TokenPayload, rules: ClaimRules, clock: Clock): AuthenticatedUser {
  if (payload['iss'] !== undefined && payload['iss'] !== OWN_ISSUER) throw tokenRefused('wrong issuer');
  if (payload['aud'] !== undefined && !hasAudience(payload['aud'], OWN_ISSUER)) {
    throw tokenRefused('wrong audience');
  }
  const known = user(payload, { role: payload['role'], scope: payload['scope'] }, clock);
  if (mayLiveLong(payload, known)) {
    checkAge(payload, Math.max(rules.maxAgeS, rules.scopedMaxAgeS), 'SCOPED_TOKEN_MAX_AGE', clock);
  } else {
    checkAge(payload, rules.maxAgeS, 'TOKEN_MAX_AGE', clock);
  }
  return known;
}

/**
 * Claims of a Supabase user's token. Only `app_metadata` gives a role or scopes: `user_metadata` is editable by the
 * user, and the top-level `role` is the PostgreSQL role.
 */
function supabaseUser(
  payload: TokenPayload,
  { allowsAnonymous }: SupabaseProject,
  clock: Clock,
): AuthenticatedUser {
  if (!hasAudience(payload['aud'], SUPABASE_AUDIENCE)) throw tokenRefused('wrong audience');
  const isAnonymous = payload['is_anonymous'] ?? false;
  if (isAnonymous !== false && !allowsAnonymous) throw tokenRefused('an anonymous sign-in');
  const metadata = payload['app_metadata'];
  const { role, scope } = isObject(metadata) ? metadata : {};
  return user(payload, { role, scope }, clock);
}

/** @param rights the claims that say what the token allows */
function user(
  payload: TokenPayload,
  rights: { role: unknown; scope: unknown },
  clock: Clock,
): AuthenticatedUser {
  checkTimes(payload, clock);
  const claimed = payload['role'];
  if (claimed !== undefined && typeof claimed !== 'string') throw tokenRefused('role is not a string');
  if (claimed !== undefined && API_KEY_ROLES.has(claimed)) throw tokenRefused('an API key, not a user');
  const id = subjectOf(payload['sub']);
  const email = emailOf(payload['email']);
  const role = roleOf(rights.role);
  const scopes = scopesOf(rights.scope);
  if (scopes === undefined) throw tokenRefused('scope is no list of words');
  return {
    id,
    role,
    ...(email === undefined ? {} : { email }),
    ...(role === 'admin' || scopes.length === 0 ? {} : { scopes }),
  };
}

/** A back end's token: allows a few things by name, says when it was issued, and can be revoked by itself. */
function mayLiveLong(payload: TokenPayload, { scopes }: AuthenticatedUser): boolean {
  return scopes !== undefined && payload['iat'] !== undefined && isTokenId(payload['jti']);
}

function checkTimes(payload: TokenPayload, { nowS, toleranceS }: Clock): void {
  const exp = numericDate(payload['exp'], 'exp');
  const nbf = numericDate(payload['nbf'], 'nbf');
  const iat = numericDate(payload['iat'], 'iat');
  if (exp === undefined) throw tokenRefused('no exp');
  if (exp <= nowS - toleranceS) throw tokenRefused('expired');
  if (nbf !== undefined && nbf > nowS + toleranceS) throw tokenRefused('not valid yet');
  if (iat !== undefined && iat > nowS + toleranceS) throw tokenRefused('issued in the future');
}

/** A token that hardly ends is a password that cannot be changed. */
function checkAge(
  payload: TokenPayload,
  maxAgeS: number,
  variable: 'TOKEN_MAX_AGE' | 'SCOPED_TOKEN_MAX_AGE',
  { nowS, toleranceS }: Clock,
): void {
  const exp = numericDate(payload['exp'], 'exp') ?? nowS;
  const from = Math.min(numericDate(payload['iat'], 'iat') ?? nowS, nowS);
  if (exp - from > maxAgeS + toleranceS) throw tokenRefused(`valid for longer than ${variable}`);
}

/** NumericDate of RFC 7519 §2: seconds since 1970, a fraction allowed. */
function numericDate(value: unknown, claim: string): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !(value >= 0 && value <= NUMERIC_DATE_MAX)) {
    throw tokenRefused(`${claim} is not a date`);
  }
  return value;
}

function subjectOf(value: unknown): string {
  const fault = ownIdFault(value);
  if (fault !== undefined) throw tokenRefused(`sub ${fault}`);
  return String(value);
}

/** The e-mail only informs; an odd one is left out instead of locking its owner out. */
function emailOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > EMAIL_MAX_CHARS) return undefined;
  return isPrintable(value) ? value : undefined;
}

function roleOf(value: unknown): Role {
  return value === 'admin' ? 'admin' : 'user';
}

function hasAudience(aud: unknown, expected: string): boolean {
  return aud === expected || (Array.isArray(aud) && aud.includes(expected));
}
