/** Who the pasted or minted token speaks for. The service verifies tokens; here they are only read. */
export interface Session {
  token: string;
  userId: string;
  role: 'user' | 'admin';
  expiresAtMs: number;
}

/** Per tab: closing it forgets the token. */
const STORED = 'twoinone.token';
const KEY = 'twoinone.development-key';

export function storedSession(): Session | undefined {
  const token = sessionStorage.getItem(STORED);
  const session = token === null ? 'malformed' : readToken(token);
  return typeof session === 'string' ? undefined : session;
}

export function storeSession(session: Session | undefined): void {
  if (session === undefined) sessionStorage.removeItem(STORED);
  else sessionStorage.setItem(STORED, session.token);
}

/** Why a text opens no session: it is no JWT of a person, or one that has ended. */
export type TokenFault = 'malformed' | 'expired';

/** @returns whom the token speaks for, or why it cannot be used */
export function readToken(text: string): Session | TokenFault {
  const token = text.trim().replace(/^Bearer\s+/i, '');
  const claims = claimsOf(token);
  const userId = claims?.['sub'];
  const exp = claims?.['exp'];
  if (typeof userId !== 'string' || typeof exp !== 'number') return 'malformed';
  if (exp * 1_000 <= Date.now()) return 'expired';
  return { token, userId, role: roleOf(claims ?? {}), expiresAtMs: exp * 1_000 };
}

/** As the service reads it: in Supabase's tokens the role at the top is the database's, ours stands in `app_metadata`. */
function roleOf({ role, app_metadata: metadata }: Record<string, unknown>): Session['role'] {
  const own = typeof metadata === 'object' && metadata !== null && 'role' in metadata ? metadata.role : role;
  return own === 'admin' ? 'admin' : 'user';
}

/**
 * Keeps the key of the address that a development service prints at its start (`#key=…`, which browsers send to nobody), and
 * takes it out of the address bar.
 */
export function keepDevelopmentKey(): void {
  const key = new URLSearchParams(location.hash.slice(1)).get('key');
  if (key === null) return;
  sessionStorage.setItem(KEY, key);
  history.replaceState(null, '', location.pathname + location.search);
}

/** Why no token was given: the name cannot be one, or the key of this start is missing or of another start. */
export type MintFault = 'name' | 'key';

/** Only a development service on this machine answers, and only to who has the key of its start. */
export async function mintSession(userId: string, role: Session['role']): Promise<Session | MintFault> {
  const query = new URLSearchParams({ sub: userId, role });
  const response = await fetch(`/dev/token?${query.toString()}`, {
    method: 'POST',
    headers: { 'X-Development-Key': sessionStorage.getItem(KEY) ?? '' },
  });
  if (response.status === 400) return 'name';
  if (!response.ok) return 'key';
  const body = (await response.json()) as { token: string };
  const session = readToken(body.token);
  return typeof session === 'string' ? 'key' : session;
}

/** Whether it is worth offering: the service says so itself when asked. */
export async function canMint(): Promise<boolean> {
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
  if (!loopback) return false;
  const response = await fetch('/ml/health');
  const body = (await response.json()) as { environment?: string };
  return body.environment === 'development';
}

/** Unverified. */
export function claimsOf(token: string): Record<string, unknown> | undefined {
  try {
    const payload = token.split('.')[1] ?? '';
    const binary = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
