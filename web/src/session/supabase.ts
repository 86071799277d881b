import { claimsOf, readToken, type Session } from './session.js';

/** The project whose people may sign in here, as `/console/settings.json` names it. */
export interface SupabaseProject {
  authUrl: string;
  anonKey: string;
}

/** Why nobody was signed in: wrong words, too many tries, an old link, or no answer that helps. */
export type SignInFault = 'credentials' | 'tooMany' | 'link' | 'unreachable';

/** A session that can be renewed before its token ends. */
export interface RenewableSession extends Session {
  refreshToken: string;
}

/** Supabase's auth server, by its own HTTP API: two calls are no reason for a library. */
export class SupabaseSignIn {
  constructor(private readonly project: SupabaseProject) {}

  withPassword(email: string, password: string): Promise<RenewableSession | SignInFault> {
    return this.token('password', { email, password });
  }

  renewed(refreshToken: string): Promise<RenewableSession | SignInFault> {
    return this.token('refresh_token', { refresh_token: refreshToken });
  }

  /** Sends a link that opens this page signed in; it makes no new accounts. */
  async sendLink(email: string): Promise<SignInFault | undefined> {
    const query = new URLSearchParams({ redirect_to: `${location.origin}/` });
    const response = await this.post(`otp?${query.toString()}`, { email, create_user: false });
    return response?.ok === true ? undefined : faultOf(response);
  }

  /** The project forgets the session too; without an answer its token ends by itself. */
  async signOut({ token }: Session): Promise<void> {
    await this.post('logout?scope=local', {}, token);
  }

  private async token(grant: string, body: object): Promise<RenewableSession | SignInFault> {
    const response = await this.post(`token?grant_type=${grant}`, body);
    if (response?.ok !== true) return faultOf(response);
    const answer = (await response.json()) as Partial<Record<string, string>>;
    return renewable(answer['access_token'], answer['refresh_token']) ?? 'unreachable';
  }

  private async post(path: string, body: object, token?: string): Promise<Response | undefined> {
    const { authUrl, anonKey } = this.project;
    try {
      return await fetch(`${authUrl}/${path}`, {
        method: 'POST',
        headers: {
          apikey: anonKey,
          'Content-Type': 'application/json',
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(body),
      });
    } catch {
      return undefined;
    }
  }
}

/**
 * What a sign-in link has brought in the address (behind `#`, which browsers send to nobody); it is taken out of the address bar.
 * @returns the refresh token, with which the project itself says whose session it is; undefined when nobody came by a link
 */
export function tokenOfLink(): { refreshToken: string } | 'link' | undefined {
  const brought = new URLSearchParams(location.hash.slice(1));
  if (brought.get('access_token') === null && brought.get('error') === null) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  const refreshToken = brought.get('refresh_token');
  return refreshToken === null ? 'link' : { refreshToken };
}

/** By which people know their account. */
export function accountOf({ token, userId }: Session): string {
  const email = claimsOf(token)?.['email'];
  return typeof email === 'string' && email !== '' ? email : userId;
}

function renewable(
  token: string | undefined,
  refreshToken: string | undefined,
): RenewableSession | undefined {
  const session = token === undefined ? 'malformed' : readToken(token);
  return typeof session === 'string' || refreshToken === undefined ? undefined : { ...session, refreshToken };
}

function faultOf(response: Response | undefined): SignInFault {
  if (response === undefined || response.status >= 500) return 'unreachable';
  return response.status === 429 ? 'tooMany' : 'credentials';
}
