import { byId, idText } from '../dom.js';
import { language, t, type TextKey } from '../i18n.js';
import {
  canMint,
  mintSession,
  readToken,
  type Session,
  storedSession,
  storeSession,
  type TokenFault,
} from './session.js';
import { SupabaseForm } from './supabase-form.js';

const TOKEN_FAULT = { malformed: 'tokenMalformed', expired: 'tokenExpired' } as const satisfies Record<
  TokenFault,
  TextKey
>;

const MINUTE_MS = 60_000;

/** The card that says who one is: mint a token (development), sign in with Supabase, paste a token, or sign out. */
export class SessionCard {
  private readonly error = byId('session-error', HTMLParagraphElement);
  private session = storedSession();
  private isMinting = false;
  private readonly supabase = new SupabaseForm({
    signedIn: (session) => {
      this.take(session);
    },
    renewed: (session) => {
      this.session = session;
      storeSession(session);
      this.show();
    },
    refused: (why, field) => {
      this.refuse(why, field);
    },
  });

  constructor(private readonly changed: (isSignedIn: boolean) => void) {
    byId('mint-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.mint();
    });
    byId('paste-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const field = byId('token', HTMLInputElement);
      const session = readToken(field.value);
      field.value = '';
      if (typeof session === 'string') this.refuse(TOKEN_FAULT[session], field);
      else this.take(session);
    });
    byId('session-end', HTMLButtonElement).addEventListener('click', () => {
      this.end();
      this.ask();
    });
    void this.offerWays();
    // A token ends while the page is open: the card says so when it does.
    setInterval(() => {
      if (this.session === undefined) return;
      if (this.current === undefined) this.end();
      else this.show();
    }, MINUTE_MS / 2);
  }

  /** Undefined when there is no token, or it has expired meanwhile. */
  get current(): Session | undefined {
    return this.session !== undefined && this.session.expiresAtMs > Date.now() ? this.session : undefined;
  }

  /** Brings the person to where they say who they are. */
  ask(): void {
    if (this.current !== undefined) this.end();
    const [form, field] = [
      ['mint-form', 'mint-name'],
      ['supabase-form', 'email'],
    ].find(([id = '']) => !byId(id, HTMLFormElement).hidden) ?? ['paste-form', 'token'];
    if (form === 'paste-form') byId('paste', HTMLDetailsElement).open = true;
    byId(field ?? '', HTMLInputElement).focus();
  }

  show(): void {
    const session = this.current;
    byId('session-active', HTMLDivElement).hidden = session === undefined;
    byId('session-forms', HTMLDivElement).hidden = session !== undefined;
    this.error.textContent = '';
    this.supabase.show();
    if (session === undefined) return;
    byId('session-name', HTMLElement).replaceChildren(idText(session.userId));
    byId('session-initial', HTMLElement).textContent = (session.userId[0] ?? '?').toUpperCase();
    const role = session.role === 'admin' ? t('roleAdmin') : t('roleUser');
    byId('session-more', HTMLElement).textContent =
      `${role} · ${t('expires', { when: fromNow(session.expiresAtMs) })}`;
  }

  private async offerWays(): Promise<void> {
    const [mints, signsIn] = await Promise.all(
      [canMint(), this.supabase.offer()].map((way) => way.catch(() => false)),
    );
    byId('mint-form', HTMLFormElement).hidden = mints !== true;
    // Where a name or a password is enough, a token is for those who know what it is.
    const paste = byId('paste', HTMLDetailsElement);
    paste.open = mints !== true && signsIn !== true;
    paste.hidden = false;
  }

  private end(): void {
    if (this.session !== undefined) void this.supabase.end(this.session);
    this.session = undefined;
    storeSession(undefined);
    this.changed(false);
  }

  private async mint(): Promise<void> {
    const field = byId('mint-name', HTMLInputElement);
    const name = field.value.trim();
    if (this.isMinting) return;
    if (name === '') {
      this.refuse('nameMissing', field);
      return;
    }
    this.isMinting = true;
    try {
      const session = await mintSession(
        name,
        byId('mint-admin', HTMLInputElement).checked ? 'admin' : 'user',
      );
      if (typeof session !== 'string') this.take(session);
      else this.refuse(session === 'name' ? 'nameUnfit' : 'noMint', field);
    } catch {
      this.refuse('noConnection', field);
    } finally {
      this.isMinting = false;
    }
  }

  private refuse(why: TextKey, field: HTMLInputElement): void {
    this.error.textContent = t(why);
    field.focus();
  }

  private take(session: Session): void {
    this.session = session;
    storeSession(session);
    this.changed(true);
    // The form with the focus is gone; the keyboard goes on where it says who one is now.
    byId('session-active', HTMLDivElement).focus();
  }
}

const UNITS = [
  ['day', 1_440],
  ['hour', 60],
  ['minute', 1],
] as const;

/** In the largest unit that there are two of: “in 60 minutes”, “in 3 hours”, “in 12 days”. */
function fromNow(timeMs: number): string {
  const minutes = Math.max(1, Math.round((timeMs - Date.now()) / MINUTE_MS));
  const [unit, size] = UNITS.find(([, inMinutes]) => minutes >= 2 * inMinutes) ?? ['minute', 1];
  return new Intl.RelativeTimeFormat(language()).format(Math.round(minutes / size), unit);
}
