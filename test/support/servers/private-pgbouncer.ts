import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../eventually.js';
import pg from 'pg';
import { freePort } from './free-port.js';
import { aptInstall, isRoot, serverAccount } from './postgres-binaries.js';

/** Why no PgBouncer can be had here, for the printed reason of a skipped test; null when there is one. */
export function whyNoPgbouncer(): string | null {
  if (hasPgbouncer()) return null;
  if (!isRoot()) return 'no pgbouncer here, and only root on Debian can install it';
  try {
    aptInstall(['pgbouncer']);
    return hasPgbouncer() ? null : 'apt-get installed no pgbouncer';
  } catch (error) {
    return `apt-get install pgbouncer failed: ${error instanceof Error ? error.message : ''}`;
  }
}

/** A PgBouncer of one test in front of a PostgreSQL, with its own defaults except for where it is and how it pools. */
export class PrivatePgbouncer {
  private constructor(
    private readonly server: ChildProcess,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(postgresPort: number, mode: 'transaction' | 'session'): Promise<PrivatePgbouncer> {
    const folder = mkdtempSync(join(tmpdir(), 'twoinone-pgbouncer-'));
    const port = await freePort();
    const file = join(folder, 'pgbouncer.ini');
    const settings = [
      '[databases]',
      `* = host=127.0.0.1 port=${postgresPort} user=postgres`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = any',
      `pool_mode = ${mode}`,
    ];
    writeFileSync(file, `${settings.join('\n')}\n`);
    // PgBouncer refuses to run as root, as PostgreSQL does.
    const account = serverAccount();
    if (account !== null) for (const each of [folder, file]) chownSync(each, account.uid, account.gid);
    const server = spawn('/usr/sbin/pgbouncer', ['-q', file], { ...account, cwd: folder, stdio: 'ignore' });
    const pgbouncer = new PrivatePgbouncer(server, folder, port);
    await pgbouncer.#accepts();
    return pgbouncer;
  }

  urlOf(database: string): string {
    return `postgresql://postgres@127.0.0.1:${this.port}/${database}`;
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.server.once('exit', resolve));
    this.server.kill('SIGKILL');
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #accepts(): Promise<void> {
    await eventually(async () => {
      const client = new pg.Client({ connectionString: this.urlOf('postgres') });
      client.on('error', () => undefined);
      await client.connect();
      await client.end();
    });
  }
}

function hasPgbouncer(): boolean {
  try {
    execFileSync('/usr/sbin/pgbouncer', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
