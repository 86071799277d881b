import pg from 'pg';
import { asError } from '../error-code.js';
import type { Server, ServerPlace } from './server-places.js';

/** A healthy server answers within milliseconds; the pool waits 3 s for a connection, this included. */
const PROBE_TIMEOUT_MS = 1_500;

const IS_FIT = {
  any: 'SELECT true AS fit',
  'read-write': `SELECT current_setting('transaction_read_only') = 'off' AS fit`,
  primary: 'SELECT NOT pg_is_in_recovery() AS fit',
};

/**
 * The first place, in the order of the URL, that lets us in and does what is needed of it. All hosts are asked at once, so that a
 * dead one costs no more than the wait for its answer; a host's ways one after the other, so that nothing is sent in the clear
 * where encryption would have done.
 * @throws the reasons of all hosts in one error
 */
export async function choosePlace(server: Server): Promise<ServerPlace> {
  const [onlyHost] = server.hosts;
  const [onlyWay] = onlyHost ?? [];
  if (onlyWay && onlyHost?.length === 1 && server.hosts.length === 1 && server.needs === 'any')
    return onlyWay;
  const asked = server.hosts.map((ways) => firstFit(ways, server));
  for (const answer of asked) answer.catch(() => undefined);
  const reasons: Error[] = [];
  for (const answer of asked) {
    try {
      return await answer;
    } catch (error) {
      reasons.push(asError(error));
    }
  }
  if (reasons.length === 1 && reasons[0]) throw reasons[0];
  throw new AggregateError(reasons, reasons.map(({ message }) => message).join('; '));
}

async function firstFit(ways: readonly ServerPlace[], server: Server): Promise<ServerPlace> {
  let reason: unknown;
  for (const place of ways) {
    let fit: boolean;
    try {
      fit = await isFit(place, server);
    } catch (error) {
      reason = error;
      continue;
    }
    if (fit) return place;
    throw new NotFitError(place, server.needs);
  }
  throw asError(reason);
}

/** It answers, but is not what target_session_attrs asks for. A code that says: later, perhaps. */
class NotFitError extends Error {
  readonly code = '25006';

  constructor({ host, port }: ServerPlace, needs: string) {
    super(`${host}:${port} is not ${needs}`);
    this.name = 'NotFitError';
  }
}

async function isFit(place: ServerPlace, { client: config, needs }: Server): Promise<boolean> {
  const client = new pg.Client({
    ...config,
    ...place,
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ fit: boolean }>(IS_FIT[needs]);
    return rows[0]?.fit ?? false;
  } finally {
    void client.end().catch(() => undefined);
  }
}
