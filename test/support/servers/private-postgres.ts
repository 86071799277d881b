import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { codeOf } from '../../../src/database/error-code.js';
import { ensurePgvector } from './build-pgvector.js';
import { makeEmptyCluster } from './empty-cluster.js';
import { freePort } from './free-port.js';
import { findPostgresBinaries, serverAccount } from './postgres-binaries.js';
import { scratchFolder } from './scratch-folder.js';

export interface PrivatePostgresOptions {
  /** Off only where nothing is killed: commits are then not on disk. */
  fsync?: boolean;
  /** Further settings of the server, e.g. `{ max_connections: '20' }`. */
  settings?: Record<string, string>;
  /** With the extension "vector" available; ask `whyNoPgvector` first. */
  pgvector?: boolean;
}

/** Why no server can be had here, for the printed reason of a skipped test; null when there are binaries. */
export function whyNoPostgres(): string | null {
  const binaries = findPostgresBinaries();
  return 'missing' in binaries ? binaries.missing : null;
}

/** The same for a server with pgvector; builds it when this is the first time. */
export function whyNoPgvector(): string | null {
  const binaries = ensurePgvector();
  return 'missing' in binaries ? binaries.missing : null;
}

/**
 * A PostgreSQL server of one test: own temporary directory, own port, gone with the process that started it – even when
 * that is killed, since a watchdog waits on the other end of a pipe.
 */
export class PrivatePostgres {
  #server: ChildProcess | null = null;
  #watchdog: ChildProcess | null = null;

  private constructor(
    private readonly binaries: string,
    /** The server's directory; `data` in it is its data directory. */
    readonly folder: string,
    readonly port: number,
    private readonly settings: Record<string, string>,
  ) {}

  /** @throws Error when there are no binaries (ask `whyNoPostgres` first) or the server does not start */
  static async start(options: PrivatePostgresOptions = {}): Promise<PrivatePostgres> {
    const binaries = options.pgvector === true ? ensurePgvector() : findPostgresBinaries();
    if ('missing' in binaries) throw new Error(binaries.missing);
    const folder = scratchFolder('twoinone-postgres-');
    const account = serverAccount();
    if (account !== null) chownSync(folder, account.uid, account.gid);
    makeEmptyCluster(binaries.folder, join(folder, 'data'), account);
    const postgres = new PrivatePostgres(binaries.folder, folder, await freePort(), {
      fsync: options.fsync === false ? 'off' : 'on',
      shared_buffers: '64MB',
      ...options.settings,
    });
    await postgres.restart();
    return postgres;
  }

  get url(): string {
    return this.urlOf('postgres');
  }

  urlOf(database: string): string {
    return `postgresql://postgres@127.0.0.1:${this.port}/${database}`;
  }

  /** @returns the URL of a new, empty database in this server */
  async createDatabase(name: string): Promise<string> {
    await this.run(`CREATE DATABASE "${name}"`);
    return this.urlOf(name);
  }

  /** Runs SQL on a connection of its own, in the database `postgres`. */
  async run(sql: string): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  }

  /** As `run`, for what takes an EntityManager to run SQL with. @returns the rows */
  async query<T>(sql: string): Promise<T> {
    return (await this.run(sql)).rows as T;
  }

  get pid(): number {
    if (this.#server?.pid === undefined) throw new Error('the server does not run');
    return this.#server.pid;
  }

  /** Starts the server, again if it was stopped or killed, and waits until it accepts connections. */
  async restart(): Promise<void> {
    if (this.#server !== null) await this.stopServer('SIGINT');
    const settings = {
      ...{ port: `${this.port}`, listen_addresses: '127.0.0.1', unix_socket_directories: '' },
      ...this.settings,
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = spawn(join(this.binaries, 'postgres'), ['-D', join(this.folder, 'data'), ...args], {
      ...serverAccount(),
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    server.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
    this.#server = server;
    this.#watch(server);
    for (let waited = 0; ; waited += 50) {
      if (await this.#accepts()) return;
      if (server.exitCode !== null || waited > 30_000) throw new Error(`PostgreSQL did not start: ${said}`);
      await sleep(50);
    }
  }

  /** Postmaster and backends: the server keeps its sockets and answers nothing. */
  freeze(): void {
    for (const pid of this.#pids()) signal(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.#pids()) signal(pid, 'SIGCONT');
  }

  /** kill -9 of the postmaster and its backends: nothing is flushed, recovery follows with the next start. */
  async kill(): Promise<void> {
    const pids = this.#pids();
    const gone = this.#gone();
    for (const pid of pids.reverse()) signal(pid, 'SIGKILL');
    await gone;
    this.#server = null;
  }

  /** @param name SIGINT: rolls back and disconnects everybody; SIGQUIT: as after a crash */
  async stopServer(name: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    if (this.#server === null) return;
    const gone = this.#gone();
    this.thaw();
    signal(this.pid, name);
    await gone;
    this.#server = null;
  }

  /** Stops the server and removes its directory. */
  async stop(): Promise<void> {
    await this.stopServer('SIGINT');
    this.#watchdog?.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  #pids(): number[] {
    const children = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => parentOf(name) === this.pid);
    return [this.pid, ...children.map(Number)];
  }

  async #gone(): Promise<void> {
    const server = this.#server;
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    await new Promise((done) => server.once('exit', done));
  }

  #watch(server: ChildProcess): void {
    this.#watchdog?.kill('SIGKILL');
    const script = 'cat >/dev/null; kill -CONT "$1"; kill -QUIT "$1"; sleep 1; kill -KILL "$1"; rm -rf "$2"';
    const args = ['-c', script, 'sh', `${server.pid}`, this.folder];
    this.#watchdog = spawn('sh', args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    this.#watchdog.unref();
  }

  async #accepts(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // A backend may end between being listed and being signalled.
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

function parentOf(pid: string): number | null {
  const file = `/proc/${pid}/stat`;
  try {
    const stat = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}
