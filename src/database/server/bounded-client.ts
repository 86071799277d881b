import pg from 'pg';
import { Deadline } from '../../common/deadline.js';

/** Longest wait for one answer; the server's own statement_timeout is shorter and normally ends a query first. */
const QUERY_TIMEOUT_MS = 5_000;

/** A healthy server takes a millisecond to say goodbye. */
const GOODBYE_MS = 500;

/** The server did not answer in time. The connection is gone: the query may still be running on it. */
export class QueryTimeoutError extends Error {
  readonly code = 'QUERY_TIMEOUT';

  constructor() {
    super(`the database did not answer within ${QUERY_TIMEOUT_MS} ms`);
    this.name = 'QueryTimeoutError';
  }
}

/** pg's client with a way out. */
export class AbortableClient extends pg.Client {
  /** Drops the connection at once, whatever it is doing; its queries fail with this error. */
  abort(error: Error): void {
    this.connection.stream.destroy(error);
  }

  /** Ends the connection; pg's own `end` waits for the server's goodbye, from a frozen one for ever. Never rejects. */
  async leave(): Promise<void> {
    const cut = setTimeout(() => this.connection.stream.destroy(), GOODBYE_MS);
    await this.end().catch(() => undefined);
    clearTimeout(cut);
  }
}

/**
 * From now on a query without an answer costs the connection. pg's own `query_timeout` gives the busy connection back to the
 * pool, where the next request waits behind the same frozen query.
 */
export function boundQueries(client: AbortableClient): void {
  client.query = new Proxy(client.query.bind(client), {
    apply: (query, self, args: unknown[]): unknown => {
      const deadline = new Deadline(QUERY_TIMEOUT_MS, () => client.abort(new QueryTimeoutError()));
      const answered = () => deadline.clear();
      const callback = args.at(-1);
      if (typeof callback === 'function') {
        const wrapped = (...results: unknown[]): unknown => {
          answered();
          return Reflect.apply(callback, undefined, results);
        };
        return Reflect.apply(query, self, [...args.slice(0, -1), wrapped]);
      }
      const result: unknown = Reflect.apply(query, self, args);
      if (result instanceof Promise) result.then(answered, answered);
      else answered();
      return result;
    },
  });
}
