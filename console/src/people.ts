import type { FaceClient } from '../../packages/client/src/index.js';
import { byId, make } from './dom.js';
import { t } from './i18n.js';
import type { Session } from './session.js';

const PAGE = 100;

export interface PeopleActions {
  deleted(message: string): void;
  failed(error: unknown): void;
}

/** The list of who is enrolled; oneself, or for an admin anybody, can be deleted. */
export class People {
  private readonly list = byId('people', HTMLUListElement);
  private readonly empty = byId('people-empty', HTMLParagraphElement);
  private readonly count = byId('people-count', HTMLSpanElement);

  constructor(
    private readonly client: FaceClient,
    private readonly actions: PeopleActions,
  ) {}

  async refresh(session: Session | undefined): Promise<void> {
    if (session === undefined) {
      this.show([], 0, undefined);
      return;
    }
    try {
      const { enrolled_users, total_count } = await this.client.listEnrolled({ limit: PAGE });
      this.show(enrolled_users, total_count, session);
    } catch (error) {
      this.actions.failed(error);
    }
  }

  private show(users: readonly string[], total: number, session: Session | undefined): void {
    this.count.textContent = session === undefined ? '' : String(total);
    this.empty.hidden = users.length > 0;
    this.empty.textContent = session === undefined ? t('peopleSignIn') : t('peopleEmpty');
    this.list.replaceChildren(...users.map((user) => this.row(user, session)));
  }

  private row(user: string, session: Session | undefined): HTMLLIElement {
    const initial = make('span', 'avatar', (user[0] ?? '?').toUpperCase());
    initial.setAttribute('aria-hidden', 'true');
    const name = make('span', 'name', user);
    if (user === session?.userId) name.append(' ', make('span', 'tag', t('you')));
    const row = make('li', '', initial, name);
    if (session?.role === 'admin' || user === session?.userId) {
      const button = make('button', 'quiet danger-text', t('delete'));
      button.type = 'button';
      button.setAttribute('aria-label', t('deleteOf', { name: user }));
      button.addEventListener('click', () => void this.confirmAndDelete(user, session));
      row.append(button);
    }
    return row;
  }

  private async confirmAndDelete(user: string, session: Session | undefined): Promise<void> {
    if (!(await confirmed(t('deleteAsk', { name: user })))) return;
    try {
      const { message } = await this.client.delete(user);
      await this.refresh(session);
      this.actions.deleted(message);
    } catch (error) {
      this.actions.failed(error);
    }
  }
}

function confirmed(question: string): Promise<boolean> {
  const dialog = byId('confirm', HTMLDialogElement);
  byId('confirm-title', HTMLHeadingElement).textContent = question;
  dialog.returnValue = 'cancel';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener(
      'close',
      () => {
        resolve(dialog.returnValue === 'delete');
      },
      { once: true },
    );
  });
}
