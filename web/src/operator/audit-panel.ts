import type { AuditAnswer, AuditFilter, FaceClient } from '../../../packages/client/src/index.js';
import { idText, make, verbatim } from '../dom.js';
import { language, t, type TextKey } from '../i18n.js';
import { csvOf } from './csv.js';
import { nothing, Panel } from './panel.js';
import { tableOf } from './table.js';

const PAGE = 50;
const EXPORT_PAGE = 500;
/** An export for a spreadsheet; the whole log is `twoinone audit`'s and the database's. */
const EXPORT_MAX = 10_000;
const FIELDS = [
  ['actor', 'opActor', 'search'],
  ['subject', 'opSubject', 'search'],
  ['action', 'opAction', 'search'],
  ['outcome', 'opOutcome', 'search'],
  ['from', 'opFrom', 'date'],
  ['until', 'opUntil', 'date'],
] as const satisfies readonly (readonly [keyof AuditFilter, TextKey, string])[];

type Entry = AuditAnswer['entries'][number];

/** Entries of the audit log by filters, page by page, and as a file. */
export function auditPanel(client: FaceClient): Panel {
  const form = make('form', 'filters');
  form.noValidate = true;
  const inputs = FIELDS.map(([name, text, type]) => {
    const input = make('input', 'field');
    Object.assign(input, { name, type, autocomplete: 'off', spellcheck: false });
    form.append(make('label', '', t(text), input));
    return [name, input] as const;
  });
  const filter = (): AuditFilter =>
    Object.fromEntries(
      inputs
        .map(
          ([name, input]) =>
            [name, input.type === 'date' ? dayOf(name, input.value) : input.value.trim()] as const,
        )
        .filter(([, value]) => value !== ''),
    );
  const find = make('button', 'primary', t('opFind'));
  const save = make('button', 'secondary', t('opExport'));
  save.type = 'button';
  form.append(make('div', 'actions', find, save));
  const found = make('div', 'panel-body');

  const panel = new Panel(t('opAudit'), async () => {
    const page = await client.audit({ ...filter(), limit: PAGE });
    found.replaceChildren(...pageOf(page));
    return [form, found];
  });
  const pageOf = ({ entries, next_before: before }: AuditAnswer): Node[] => {
    if (entries.length === 0) return [nothing()];
    const more = make('button', 'quiet', t('showMore'));
    more.type = 'button';
    more.addEventListener('click', () => {
      more.disabled = true;
      void client.audit({ ...filter(), limit: PAGE, ...(before === undefined ? {} : { before }) }).then(
        (page) => {
          more.replaceWith(...pageOf(page));
        },
        () => {
          more.disabled = false;
        },
      );
    });
    return [tableOfEntries(entries), ...(before === undefined ? [] : [more])];
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void panel.refresh();
  });
  save.addEventListener('click', () => {
    save.disabled = true;
    void exported(client, filter()).finally(() => {
      save.disabled = false;
    });
  });
  return panel;
}

/** A day of the calendar in UTC, as the log's times are; the last day is included. */
function dayOf(name: string, value: string): string {
  if (value === '') return '';
  const start = new Date(`${value}T00:00:00Z`);
  if (name === 'until') start.setUTCDate(start.getUTCDate() + 1);
  return start.toISOString();
}

function tableOfEntries(entries: readonly Entry[]): HTMLElement {
  const date = new Intl.DateTimeFormat(language(), {
    dateStyle: 'short',
    timeStyle: 'medium',
    timeZone: 'UTC',
  });
  return tableOf(
    t('opAudit'),
    [t('opWhen'), t('opActor'), t('opAction'), t('opSubject'), t('opOutcome')].map((name) => ({ name })),
    entries.map(({ at, actor, actor_role: role, action, subject, outcome }) => [
      date.format(new Date(at)),
      actor === null ? verbatim(role) : idText(actor),
      verbatim(action),
      subject === null ? '–' : idText(subject),
      verbatim(outcome),
    ]),
  );
}

async function exported(client: FaceClient, filter: AuditFilter): Promise<void> {
  const entries: Entry[] = [];
  let before: string | undefined;
  do {
    const page = await client.audit({
      ...filter,
      limit: EXPORT_PAGE,
      ...(before === undefined ? {} : { before }),
    });
    entries.push(...page.entries);
    before = page.next_before;
  } while (before !== undefined && entries.length < EXPORT_MAX);
  const columns = ['id', 'at', 'actor', 'actor_role', 'action', 'subject', 'outcome'] as const;
  const text = csvOf([columns, ...entries.map((entry) => columns.map((column) => entry[column] ?? ''))]);
  const link = make('a', '');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  link.download = 'audit.csv';
  link.click();
  URL.revokeObjectURL(link.href);
}
