import type { AbortableClient } from './bounded-client.js';

/** Statements that are prepared, and their names. */
const names = new Map<string, string>();

/**
 * Marks a statement that requests repeat: a server parses it once a connection, and plans it once where its plan need not depend on the
 * parameters. For a few texts only, since each connection keeps all of them.
 * @returns the statement
 */
export function prepared(sql: string): string {
  if (!names.has(sql)) names.set(sql, `twoinone_${names.size + 1}`);
  return sql;
}

/**
 * From now on statements that are marked are sent by their names.
 * @param keepsSession whether the next statement will find what this one has prepared
 */
export function prepareQueries(client: AbortableClient, keepsSession: () => boolean): void {
  client.query = new Proxy(client.query.bind(client), {
    apply: (query, self, [text, ...rest]: unknown[]): unknown => {
      const name = typeof text === 'string' && keepsSession() ? names.get(text) : undefined;
      return Reflect.apply(query, self, [name === undefined ? text : { name, text }, ...rest]);
    },
  });
}
