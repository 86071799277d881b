import { execFileSync } from 'node:child_process';
import { chownSync, chmodSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { withLibpqSslModes } from '../../src/database/data-source-options.js';
import { DatabaseConnectionError, startDatabase } from '../../src/database/database-start.js';
import { PrivatePostgres, whyNoPostgres } from '../support/private-postgres.js';
import { databaseSettings } from '../support/test-database.js';

const start = async (url: string): Promise<{ error: unknown; log: string[]; tookMs: number }> => {
  const log: string[] = [];
  const began = Date.now();
  try {
    const options = { runMigrations: true, log: (message: string) => log.push(message) };
    await (await startDatabase(databaseSettings(url), options)).destroy();
    return { error: null, log, tookMs: Date.now() - began };
  } catch (error) {
    return { error, log, tookMs: Date.now() - began };
  }
};

describe('starting without a database', () => {
  it('tries a few times and then says so, without the password', async () => {
    const { error, log, tookMs } = await start('postgresql://user:s3cret%21@127.0.0.1:1/db');
    expect(String(error)).toMatch(/Database connection failed: .*ECONNREFUSED/);
    expect(log).toHaveLength(4);
    expect(log.join() + String(error)).not.toMatch(/s3cret/);
    expect(tookMs).toBeLessThan(20_000);
  }, 30_000);

  it('says so even for a URL that cannot be decoded', () => {
    const error = new DatabaseConnectionError(
      new Error('100%sure is refused'),
      'postgresql://u:100%sure@h/d',
    );
    expect(error.message).toBe('Database connection failed: *** is refused');
  });

  it('does not hang on a server that never answers', async () => {
    const sockets: { destroy: () => void }[] = [];
    const mute = createServer((socket) => sockets.push(socket));
    await new Promise<void>((done) => mute.listen(0, '127.0.0.1', done));
    const { port } = mute.address() as AddressInfo;
    const { error, tookMs } = await start(`postgresql://user:s3cret@127.0.0.1:${port}/db`);
    for (const socket of sockets) socket.destroy();
    mute.close();
    expect(String(error)).toMatch(/Database connection failed: .*(timeout|Connection terminated)/);
    expect(tookMs).toBeLessThan(35_000);
  }, 60_000);
});

const reason = whyNoPostgres();
if (reason !== null) console.warn(`SKIPPED: starting on PostgreSQL: ${reason}`);

(reason === null ? describe : describe.skip)('starting on PostgreSQL', () => {
  let postgres: PrivatePostgres;

  beforeAll(async () => {
    postgres = await PrivatePostgres.start({ fsync: false });
    makeCertificate(join(postgres.folder, 'data'));
    await postgres.run(`ALTER SYSTEM SET ssl = on`);
    await postgres.run(`CREATE ROLE app LOGIN PASSWORD 's3cret!'`);
    // The first matching line counts: app comes in with a password and encrypted, or not at all.
    await postgres.run(`COPY (SELECT line FROM (VALUES (1, 'hostssl all app all scram-sha-256'), (2, 'host all app all reject'),
      (3, 'host all all all trust')) AS lines (n, line) ORDER BY n) TO '${join(postgres.folder, 'data', 'pg_hba.conf')}'`);
    await postgres.restart();
  }, 60_000);

  afterAll(() => postgres.stop());

  const urlOf = (query: string, password = 's3cret%21', database = 'postgres') =>
    `postgresql://app:${password}@127.0.0.1:${postgres.port}/${database}${query}`;

  it('encrypts for sslmode=require, whoever signed the certificate', async () => {
    const client = new pg.Client({ connectionString: withLibpqSslModes(urlOf('?sslmode=require')) });
    await client.connect();
    const { rows } = await client.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    await client.end();
    expect(rows).toEqual([{ ssl: true }]);
  });

  it('refuses an unknown certificate for sslmode=verify-full, and accepts a known one', async () => {
    const { error, log } = await start(urlOf('?sslmode=verify-full'));
    expect(log).toEqual([]);
    expect(String(error)).toMatch(/Database connection failed: .*self-signed certificate/);
    const authority = join(postgres.folder, 'data', 'server.crt');
    const client = new pg.Client({
      connectionString: withLibpqSslModes(urlOf(`?sslmode=verify-full&sslrootcert=${authority}`)),
    });
    await client.connect();
    await client.end();
  }, 30_000);

  it('takes a password with a percent sign in its encoded form', async () => {
    await postgres.run(`ALTER ROLE app PASSWORD '100%sure'`);
    const { error } = await start(urlOf('?sslmode=require', '100%25sure'));
    await postgres.run(`ALTER ROLE app PASSWORD 's3cret!'`);
    // It came in, and may not create tables.
    expect(String(error)).toMatch(/permission denied/);
  });

  it.each([
    ['a wrong password', () => urlOf('?sslmode=require', 'wr0ng'), /password authentication failed/],
    ['an unencrypted connection that is not allowed', () => urlOf(''), /pg_hba.conf/],
    [
      'a database that does not exist',
      () => urlOf('?sslmode=require', undefined, 'nowhere'),
      /"nowhere" does not exist/,
    ],
  ])('gives up at once on %s', async (_name, url, message) => {
    const { error, log } = await start(url());
    expect(String(error)).toMatch(/Database connection failed: /);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toMatch(/s3cret|wr0ng/);
    expect(log).toEqual([]);
  });

  it('waits for a server that is still starting', async () => {
    const url = await postgres.createDatabase('late');
    await postgres.stopServer('SIGINT');
    const starting = start(url);
    await new Promise((done) => setTimeout(done, 1_200));
    await postgres.restart();
    const { error, log } = await starting;
    expect(error).toBeNull();
    expect(log.some((line) => line.includes('trying again in'))).toBe(true);
  }, 60_000);
});

/** A certificate for 127.0.0.1 that nobody signed, readable by the server only. */
function makeCertificate(folder: string): void {
  const [key, certificate] = [join(folder, 'server.key'), join(folder, 'server.crt')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const args = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    ...subject,
    '-keyout',
    key,
    '-out',
    certificate,
  ];
  execFileSync('openssl', args, { stdio: 'pipe' });
  const { uid, gid } = statSync(folder);
  for (const file of [key, certificate]) {
    chownSync(file, uid, gid);
    chmodSync(file, 0o600);
  }
}
