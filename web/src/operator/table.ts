import { make } from '../dom.js';

export interface Column {
  name: string;
  /** Digits stand below each other. */
  isNumber?: boolean;
}

/** A table that a narrow screen scrolls by itself, by touch and by keys. */
export function tableOf(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (Node | string)[])[],
): HTMLElement {
  const head = make('tr', '', ...columns.map(({ name, isNumber }) => cell('th', name, isNumber)));
  for (const each of head.children) each.setAttribute('scope', 'col');
  const body = rows.map((row) =>
    make('tr', '', ...row.map((value, index) => cell('td', value, columns[index]?.isNumber))),
  );
  const table = make(
    'table',
    '',
    make('caption', 'visually-hidden', caption),
    make('thead', '', head),
    make('tbody', '', ...body),
  );
  const frame = make('div', 'table-frame', table);
  frame.tabIndex = 0;
  frame.setAttribute('role', 'group');
  frame.setAttribute('aria-label', caption);
  return frame;
}

const cell = (tag: 'th' | 'td', value: Node | string, isNumber = false): HTMLElement =>
  make(tag, isNumber ? 'number' : '', value);
