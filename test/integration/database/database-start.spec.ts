import { execFileSync } from 'node:child_process';
import { chownSync, chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DatabaseConnectionError, startDatabase } from '../../../src/database/database-start.js';
import { ServerClient } from '../../../src/database/server/server-client.js';
import { serverOf } from '../../../src/database/server/server-places.js';
import { PrivatePostgres, whyNoPostgres } from '../../support/servers/private-postgres.js';
import { databaseSettings } from '../../support/database/test-database.js';

const start = async (url: string): Promise<{ error: unknown; log: string[] }> => {
  const log: string[] = [];
  try {
    const options = { runMigrations: true, log: (message: string) => log.push(message) };
    await (await startDatabase(databaseSettings(url), options)).destroy();
    return { error: null, log };
  } catch (error) {
    return { error, log };
  }
};

const isEncrypted = async (url: string): Promise<boolean | undefined> => {
  const client = new ServerClient({ server: serverOf(url) });
  await client.connect();
  const { rows } = await client.query<{ ssl: boolean }>(
    'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
  );
  await client.leave();
  return rows[0]?.ssl;
};

describe('starting without a database', () => {
  it('tries a few times and then says so, without the password', async () => {
    const { error, log } = await start('postgresql://user:s3cret%21@127.0.0.1:1/db');
    expect(String(error)).toMatch(/Database connection failed: .*ECONNREFUSED/);
    expect(log).toHaveLength(4);
    expect(log.join() + String(error)).not.toMatch(/s3cret/);
  });

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
    const { error } = await start(`postgresql://user:s3cret@127.0.0.1:${port}/db`);
    for (const socket of sockets) socket.destroy();
    mute.close();
    expect(String(error)).toMatch(/Database connection failed: .*(timeout|Connection terminated)/);
  });
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
  });

  afterAll(() => postgres.stop());

  const urlOf = (query: string, password = 's3cret%21', database = 'postgres') =>
    `postgresql://app:${password}@127.0.0.1:${postgres.port}/${database}${query}`;

  it.each([
    [
      'encrypts for sslmode=require, whoever signed the certificate',
      'app:s3cret%21@',
      '?sslmode=require',
      true,
    ],
    ['encrypts for sslmode=prefer where the server can', 'app:s3cret%21@', '?sslmode=prefer', true],
    ['encrypts for sslmode=allow where nothing else is let in', 'app:s3cret%21@', '?sslmode=allow', true],
    ['does not for sslmode=allow where that is enough', 'postgres@', '?sslmode=allow', false],
    ['does not for sslmode=disable', 'postgres@', '?sslmode=disable', false],
    [
      'binds the login to the encryption where that is asked for',
      'app:s3cret%21@',
      '?sslmode=require&channel_binding=require',
      true,
    ],
  ])('%s', async (_name, login, query, ssl) => {
    expect(await isEncrypted(`postgresql://${login}127.0.0.1:${postgres.port}/postgres${query}`)).toBe(ssl);
  });

  it('refuses a login that channel_binding=require does not bind', async () => {
    const url = `postgresql://postgres@127.0.0.1:${postgres.port}/postgres?channel_binding=require`;
    await expect(isEncrypted(url)).rejects.toThrow('the server does not offer it');
  });

  it('refuses an unknown certificate for sslmode=verify-full, and accepts a known one', async () => {
    const { error, log } = await start(urlOf('?sslmode=verify-full'));
    expect(log).toEqual([]);
    expect(String(error)).toMatch(/Database connection failed: .*self-signed certificate/);
    const authority = join(postgres.folder, 'data', 'server.crt');
    for (const mode of ['require', 'verify-ca', 'verify-full']) {
      expect(await isEncrypted(urlOf(`?sslmode=${mode}&sslrootcert=${authority}`))).toBe(true);
    }
    const { error: unreadable, log: attempts } = await start(
      urlOf('?sslmode=require&sslrootcert=/nowhere.pem'),
    );
    expect(String(unreadable)).toMatch(
      /Database connection failed: sslrootcert: \/nowhere.pem cannot be read$/,
    );
    expect(attempts).toEqual([]);
  });

  it('takes a password with a percent sign in its encoded form', async () => {
    await postgres.run(`ALTER ROLE app PASSWORD '100%sure'`);
    const { error } = await start(urlOf('?sslmode=require', '100%25sure'));
    await postgres.run(`ALTER ROLE app PASSWORD 's3cret!'`);
    // It came in, and may not create tables.
    expect(String(error)).toMatch(/the role app may not create tables/);
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
  });
});

(reason === null ? describe : describe.skip)('starting where psql would', () => {
  let first: PrivatePostgres;
  let second: PrivatePostgres;
  const socketFolder = mkdtempSync(join(tmpdir(), 'twoinone-socket-'));

  beforeAll(async () => {
    chmodSync(socketFolder, 0o777);
    first = await PrivatePostgres.start({
      fsync: false,
      settings: { unix_socket_directories: socketFolder },
    });
    second = await PrivatePostgres.start({ fsync: false });
  });

  afterAll(async () => {
    await first.stop();
    await second.stop();
    rmSync(socketFolder, { recursive: true, force: true });
  });

  const portOf = async (url: string): Promise<number> => {
    const client = new ServerClient({ server: serverOf(url), connectionTimeoutMillis: 3_000 });
    await client.connect();
    const { rows } = await client.query<{ port: string }>(`SELECT current_setting('port') AS port`);
    await client.leave();
    return Number(rows[0]?.port);
  };

  it.each(['prefer', 'allow'])(
    'without encryption for sslmode=%s on a server that has none',
    async (mode) => {
      const { error } = await start(`${first.url}?sslmode=${mode}`);
      expect(error).toBeNull();
    },
  );

  it('not for sslmode=require there', async () => {
    const { error } = await start(`${first.url}?sslmode=require`);
    expect(String(error)).toMatch(/does not support SSL connections/);
  });

  it('on a Unix socket, as Cloud SQL gives one', async () => {
    const url = `postgresql://postgres:any@/postgres?host=${socketFolder}&port=${first.port}&sslmode=require`;
    expect((await start(url)).error).toBeNull();
    expect(await isEncrypted(url)).toBe(false);
  });

  it('on the next host where the first is away', async () => {
    const url = `postgresql://postgres@127.0.0.1:1,127.0.0.1:${second.port}/postgres`;
    expect((await start(url)).error).toBeNull();
    expect(await portOf(url)).toBe(second.port);
  });

  it('on the host that takes writes', async () => {
    const hosts = `postgresql://postgres@127.0.0.1:${first.port},127.0.0.1:${second.port}/postgres`;
    expect(await portOf(`${hosts}?target_session_attrs=read-write`)).toBe(first.port);
    await first.run('ALTER SYSTEM SET default_transaction_read_only = on');
    await first.run('SELECT pg_reload_conf()');
    try {
      expect(await portOf(`${hosts}?target_session_attrs=read-write`)).toBe(second.port);
      expect(await portOf(hosts)).toBe(first.port);
      const onlyReads = `${first.url}?target_session_attrs=read-write`;
      await expect(portOf(onlyReads)).rejects.toThrow(`127.0.0.1:${first.port} is not read-write`);
    } finally {
      await first.run('ALTER SYSTEM RESET default_transaction_read_only');
      await first.run('SELECT pg_reload_conf()');
    }
  });

  it('on the primary, and follows it', async () => {
    const url = `postgresql://postgres@127.0.0.1:${first.port},127.0.0.1:${second.port}/postgres?target_session_attrs=primary`;
    const { folder } = first;
    const account = statSync(join(folder, 'data'));
    await first.stopServer('SIGINT');
    const signal = join(folder, 'data', 'standby.signal');
    writeFileSync(signal, '');
    chownSync(signal, account.uid, account.gid);
    await first.restart();
    expect(await portOf(url)).toBe(second.port);
    await first.run('SELECT pg_promote()');
    await second.stopServer('SIGINT');
    expect(await portOf(url)).toBe(first.port);
    await second.restart();
  });
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
