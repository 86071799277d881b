import type { FaceClient } from '../../../packages/client/src/index.js';
import type { Asked } from '../answer/curl.js';
import { byId, idText, make } from '../dom.js';
import { language, t } from '../i18n.js';
import type { Session } from '../session/session.js';

const PAGE = 100;

export interface PeopleActions {
  deleted(message: string, asked: Asked): void;
  /** @param retry the same once more */
  failed(error: unknown, asked: Asked, retry: () => void): void;
}

/** Who is enrolled, page by page; oneself, or for an admin anybody, can be deleted. */
export class People {
  private readonly list = byId('people', HTMLUListElement);
  private readonly empty = byId('people-empty', HTMLParagraphElement);
  private readonly count = byId('people-count', HTMLSpanElement);
  private readonly pager = byId('people-pager', HTMLDivElement);
  private readonly shown = byId('people-shown', HTMLSpanElement);
  private session: Session | undefined;
  private nextCursor: string | undefined;

  constructor(
    private readonly client: FaceClient,
    private readonly actions: PeopleActions,
  ) {
    byId('people-more', HTMLButtonElement).addEventListener('click', () => void this.showMore());
  }

  /** Back to the first page. */
  async refresh(session: Session | undefined): Promise<void> {
    this.session = session;
    if (session === undefined) {
      this.list.replaceChildren();
      this.describe(undefined);
    } else {
      await this.load();
    }
  }

  private async showMore(): Promise<void> {
    const known = this.list.childElementCount;
    await this.load(this.nextCursor);
    // The button may be gone by now; the keyboard goes on with the first name that is new.
    const [row] = [...this.list.children].slice(known);
    if (row instanceof HTMLElement) {
      row.tabIndex = -1;
      row.focus();
    }
  }

  private async load(cursor?: string): Promise<void> {
    try {
      const page = await this.client.listEnrolled({
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      const rows = page.enrolled_users.map((user) => this.row(user));
      if (cursor === undefined) this.list.replaceChildren(...rows);
      else this.list.append(...rows);
      this.nextCursor = page.next_cursor;
      this.describe(page.total_count);
    } catch (error) {
      this.actions.failed(
        error,
        { method: 'GET', path: `/ml/users-enrolled?limit=${PAGE}` },
        () => void this.load(cursor),
      );
    }
  }

  private describe(total: number | undefined): void {
    const number = new Intl.NumberFormat(language());
    const shown = this.list.childElementCount;
    this.count.textContent = total === undefined ? '' : number.format(total);
    this.empty.hidden = shown > 0;
    this.empty.textContent = total === undefined ? t('peopleSignIn') : t('peopleEmpty');
    this.pager.hidden = total === undefined || this.nextCursor === undefined;
    this.shown.textContent = t('peopleShown', {
      n: number.format(shown),
      total: number.format(total ?? 0),
    });
  }

  private row(user: string): HTMLLIElement {
    const initial = make('span', 'avatar', (user[0] ?? '?').toUpperCase());
    initial.setAttribute('aria-hidden', 'true');
    const name = make('span', 'name', idText(user));
    const isCaller = user === this.session?.userId;
    if (isCaller) name.append(' ', make('span', 'tag', t('you')));
    const row = make('li', '', initial, name);
    if (this.session?.role === 'admin' || isCaller) {
      const button = make('button', 'quiet danger-text', t('delete'));
      button.type = 'button';
      button.setAttribute('aria-label', t('deleteOf', { name: user }));
      button.addEventListener('click', () => void this.confirmAndDelete(user));
      row.append(button);
    }
    return row;
  }

  private async confirmAndDelete(user: string): Promise<void> {
    if (!(await confirmed(t('deleteAsk', { name: user })))) return;
    const asked: Asked = { method: 'DELETE', path: `/ml/delete-face/${encodeURIComponent(user)}` };
    try {
      const { message } = await this.client.delete(user);
      await this.refresh(this.session);
      this.actions.deleted(message, asked);
    } catch (error) {
      this.actions.failed(error, asked, () => void this.confirmAndDelete(user));
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
