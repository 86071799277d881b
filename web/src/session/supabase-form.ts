import { confirmed } from '../confirm.js';
import { byId } from '../dom.js';
import { t, type TextKey } from '../i18n.js';
import type { Session } from './session.js';
import {
  accountOf,
  type RenewableSession,
  type SignInFault,
  type SupabaseProject,
  SupabaseSignIn,
  tokenOfLink,
} from './supabase.js';

const FAULT = {
  credentials: 'signInCredentials',
  tooMany: 'signInTooMany',
  link: 'signInLink',
  unreachable: 'signInUnreachable',
} as const satisfies Record<SignInFault, TextKey>;
/** Before the token ends it is renewed, so that nobody is sent away in the middle of something. */
const RENEW_BEFORE_MS = 90_000;
/** Per tab, as the token itself. */
const STORED = 'twoinone.refresh-token';

export interface SupabaseFormListener {
  signedIn(session: Session): void;
  /** The same person goes on with a new token. */
  renewed(session: Session): void;
  refused(why: TextKey, field: HTMLInputElement): void;
}

/** E-mail and password, or a link by e-mail; there when the service says that it knows a Supabase project. */
export class SupabaseForm {
  private readonly email = byId('email', HTMLInputElement);
  private readonly password = byId('password', HTMLInputElement);
  private readonly sent = byId('link-sent', HTMLParagraphElement);
  private signIn: SupabaseSignIn | undefined;
  private sentTo: string | undefined;
  private busy = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly listener: SupabaseFormListener) {
    byId('supabase-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.once(() => this.withPassword());
    });
    byId('send-link', HTMLButtonElement).addEventListener(
      'click',
      () => void this.once(() => this.sendLink()),
    );
  }

  /** @returns whether people can sign in here */
  async offer(): Promise<boolean> {
    const response = await fetch('/console/settings.json');
    const { supabase } = (await response.json()) as { supabase: SupabaseProject | null };
    byId('supabase-form', HTMLFormElement).hidden = supabase === null;
    if (supabase === null) return false;
    this.signIn = new SupabaseSignIn(supabase);
    const brought = tokenOfLink();
    const kept = sessionStorage.getItem(STORED);
    if (typeof brought === 'string') this.listener.refused(FAULT[brought], this.email);
    else if (brought !== undefined) await this.follow(brought.refreshToken);
    else if (kept !== null) await this.renew(kept);
    return true;
  }

  /** In the language that is spoken now. */
  show(): void {
    this.sent.textContent = this.sentTo === undefined ? '' : t('linkSent', { email: this.sentTo });
  }

  /** Nothing of the person stays, here or at the project. */
  async end(session: Session): Promise<void> {
    clearTimeout(this.timer);
    if (sessionStorage.getItem(STORED) === null) return;
    sessionStorage.removeItem(STORED);
    await this.signIn?.signOut(session);
  }

  private async withPassword(): Promise<void> {
    const session = await this.signIn?.withPassword(this.email.value.trim(), this.password.value);
    if (typeof session === 'string') this.listener.refused(FAULT[session], this.password);
    else if (session !== undefined) {
      this.password.value = '';
      this.take(session);
    }
  }

  private async sendLink(): Promise<void> {
    this.sentTo = undefined;
    this.show();
    const email = this.email.value.trim();
    const fault = email === '' ? 'credentials' : await this.signIn?.sendLink(email);
    if (fault !== undefined) this.listener.refused(FAULT[fault], this.email);
    else {
      this.sentTo = email;
      this.show();
    }
  }

  /** Anybody may have sent a link to their own account: who does not notice would enrol their face there. */
  private async follow(refreshToken: string): Promise<void> {
    const session = await this.signIn?.renewed(refreshToken);
    if (typeof session === 'string')
      this.listener.refused(FAULT[session === 'credentials' ? 'link' : session], this.email);
    else if (session !== undefined) {
      byId('link-account', HTMLParagraphElement).textContent = accountOf(session);
      if (await confirmed('link-confirm', t('linkAsk'))) this.take(session);
    }
  }

  /** A second press while the first is on its way would be a second try, or a second e-mail. */
  private async once(run: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await run();
    } finally {
      this.busy = false;
    }
  }

  private take(session: RenewableSession): void {
    this.sentTo = undefined;
    this.keep(session);
    this.listener.signedIn(session);
  }

  private keep({ refreshToken, expiresAtMs }: RenewableSession): void {
    sessionStorage.setItem(STORED, refreshToken);
    clearTimeout(this.timer);
    const inMs = Math.max(0, expiresAtMs - Date.now() - RENEW_BEFORE_MS);
    this.timer = setTimeout(() => void this.renew(refreshToken), inMs);
  }

  /** A refresh token serves once. Without an answer the token at hand goes on until it ends. */
  private async renew(refreshToken: string): Promise<void> {
    const session = await this.signIn?.renewed(refreshToken);
    if (session === undefined || typeof session === 'string') return;
    this.keep(session);
    this.listener.renewed(session);
  }
}
