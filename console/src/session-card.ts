import { byId } from './dom.js';
import { t } from './i18n.js';
import { canMint, mintSession, readToken, type Session, storedSession, storeSession } from './session.js';

/** The card that says who one is: mint a token (development), paste one, or change. */
export class SessionCard {
  private readonly error = byId('session-error', HTMLParagraphElement);
  private session = storedSession();

  constructor(private readonly changed: () => void) {
    byId('mint-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.mint();
    });
    byId('paste-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const field = byId('token', HTMLInputElement);
      this.take(readToken(field.value), t('badToken'));
      field.value = '';
    });
    byId('session-end', HTMLButtonElement).addEventListener('click', () => {
      this.session = undefined;
      storeSession(undefined);
      this.changed();
      byId('token', HTMLInputElement).focus();
    });
    void canMint()
      .catch(() => false)
      .then((possible) => {
        byId('mint-form', HTMLFormElement).hidden = !possible;
      });
  }

  /** Undefined when there is no token, or it has expired meanwhile. */
  get current(): Session | undefined {
    return this.session !== undefined && this.session.expiresAtMs > Date.now() ? this.session : undefined;
  }

  show(): void {
    const session = this.current;
    byId('session-active', HTMLDivElement).hidden = session === undefined;
    byId('session-forms', HTMLDivElement).hidden = session !== undefined;
    this.error.textContent = '';
    if (session === undefined) return;
    byId('session-name', HTMLElement).textContent = session.userId;
    byId('session-initial', HTMLElement).textContent = (session.userId[0] ?? '?').toUpperCase();
    const minutes = Math.max(1, Math.round((session.expiresAtMs - Date.now()) / 60_000));
    const role = session.role === 'admin' ? t('roleAdmin') : t('roleUser');
    byId('session-more', HTMLElement).textContent = `${role} · ${t('minutesLeft', { n: String(minutes) })}`;
  }

  private async mint(): Promise<void> {
    const name = byId('mint-name', HTMLInputElement).value.trim();
    const role = byId('mint-admin', HTMLInputElement).checked ? 'admin' : 'user';
    this.take(await mintSession(name, role).catch(() => undefined), t('noMint'));
  }

  private take(session: Session | undefined, fault: string): void {
    if (session === undefined) {
      this.error.textContent = fault;
      return;
    }
    this.session = session;
    storeSession(session);
    this.changed();
  }
}
