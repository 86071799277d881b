import type { DataSource } from 'typeorm';

/** What was recorded since the last call, a line for each entry: actor, action, subject, outcome. */
export function auditLines(dataSource: DataSource): () => Promise<string[]> {
  let read = 0;
  return async () => {
    const rows = await dataSource.query<Record<string, string | number | null>[]>(
      'SELECT id::int, actor, action, subject, outcome FROM audit_log WHERE id > $1 ORDER BY id',
      [read],
    );
    read = Number(rows.at(-1)?.['id'] ?? read);
    return rows.map(({ actor, action, subject, outcome }) =>
      [actor, action, subject ?? '-', outcome].join(' '),
    );
  };
}
