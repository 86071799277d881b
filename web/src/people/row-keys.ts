/** Arrow keys, Home and End go from row to row of a list that may be long; Tab goes on to what a row offers. */
export function walkRows(list: HTMLElement): void {
  list.addEventListener('keydown', (event) => {
    const rows = [...list.children].filter((row) => row instanceof HTMLElement);
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: rows.length - 1 }[
      event.key
    ];
    const row = next === undefined ? undefined : rows[next];
    if (row === undefined) return;
    event.preventDefault();
    row.tabIndex = -1;
    row.focus();
  });
}
