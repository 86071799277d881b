import type { FaceClient } from '../../../packages/client/src/index.js';
import type { Asked } from '../answer/curl.js';
import { byId, idText, make } from '../dom.js';
import { language, t } from '../i18n.js';
import type { Session } from '../session/session.js';
import { confirmed } from '../confirm.js';
import { listedIds, listedPeople, type ListedPerson } from './people-source.js';
import { walkRows } from './row-keys.js';

const PAGE = 100;
/** A pause in typing, after which the search begins. */
const TYPING_MS = 250;

export interface PeopleActions {
  deleted(message: string, asked: Asked): void;
  /** @param retry the same once more */
  failed(error: unknown, asked: Asked, retry: () => void): void;
}

/** Who is enrolled, page by page; oneself, or for an admin anybody, can be deleted. Admins search, and see dates. */
export class People {
  private readonly list = byId('people', HTMLUListElement);
  private readonly empty = byId('people-empty', HTMLParagraphElement);
  private readonly count = byId('people-count', HTMLSpanElement);
  private readonly pager = byId('people-pager', HTMLDivElement);
  private readonly shown = byId('people-shown', HTMLSpanElement);
  private readonly search = byId('people-search', HTMLInputElement);
  private readonly searchRow = byId('people-search-row', HTMLDivElement);
  private session: Session | undefined;
  private nextCursor: string | undefined;

  constructor(
    private readonly client: FaceClient,
    private readonly actions: PeopleActions,
  ) {
    byId('people-more', HTMLButtonElement).addEventListener('click', () => void this.showMore());
    let typing: ReturnType<typeof setTimeout>;
    this.search.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(() => void this.load(), TYPING_MS);
    });
    walkRows(this.list);
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
    const isOperator = this.session?.role === 'admin';
    const search = isOperator ? this.search.value.trim() : '';
    const wanted = { limit: PAGE, cursor, search };
    try {
      const page = await (isOperator ? listedPeople : listedIds)(this.client, wanted);
      // Typed on meanwhile: a newer search is on its way.
      if (isOperator && search !== this.search.value.trim()) return;
      const rows = page.people.map((person) => this.row(person));
      if (cursor === undefined) this.list.replaceChildren(...rows);
      else this.list.append(...rows);
      this.nextCursor = page.nextCursor;
      this.describe(page.total);
    } catch (error) {
      const path = isOperator ? '/ml/operator/people' : '/ml/users-enrolled';
      this.actions.failed(
        error,
        { method: 'GET', path: `${path}?limit=${PAGE}` },
        () => void this.load(cursor),
      );
    }
  }

  private describe(total: number | undefined): void {
    const number = new Intl.NumberFormat(language());
    const shown = this.list.childElementCount;
    this.count.textContent = total === undefined ? '' : number.format(total);
    this.empty.hidden = shown > 0;
    this.empty.textContent = t(
      total === undefined
        ? 'peopleSignIn'
        : this.search.value.trim() === ''
          ? 'peopleEmpty'
          : 'peopleNotFound',
    );
    this.searchRow.hidden = this.session?.role !== 'admin';
    this.pager.hidden = total === undefined || this.nextCursor === undefined;
    this.shown.textContent = t('peopleShown', {
      n: number.format(shown),
      total: number.format(total ?? 0),
    });
  }

  private row({ userId: user, encodings, lastAt }: ListedPerson): HTMLLIElement {
    const initial = make('span', 'avatar', (user[0] ?? '?').toUpperCase());
    initial.setAttribute('aria-hidden', 'true');
    const name = make('span', 'name', idText(user));
    const isCaller = user === this.session?.userId;
    if (isCaller) name.append(' ', make('span', 'tag', t('you')));
    const row = make('li', '', initial, name);
    if (lastAt !== undefined) name.append(make('span', 'muted', detailsOf(encodings ?? 0, lastAt)));
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
    if (!(await confirmed('delete-confirm', t('deleteAsk', { name: user })))) return;
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

function detailsOf(encodings: number, lastAt: string): string {
  const date = new Intl.DateTimeFormat(language(), { dateStyle: 'medium' }).format(new Date(lastAt));
  return t('peopleDetails', { n: String(encodings), date });
}
