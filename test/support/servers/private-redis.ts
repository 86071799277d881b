import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createClient, type RedisClientType } from '@redis/client';
import { reasonOf } from '../../../src/common/reason-of.js';
import { freePort } from './free-port.js';
import { aptInstall, isRoot } from './postgres-binaries.js';

/** Why no Redis can be had here, for the printed reason of a skipped test; null when there is one. */
export function whyNoRedis(): string | null {
  if (hasRedis()) return null;
  if (!isRoot()) return 'no redis-server here, and only root on Debian can install it';
  try {
    aptInstall(['redis-server']);
    return hasRedis() ? null : 'apt-get installed no redis-server';
  } catch (error) {
    return `apt-get install redis-server failed: ${reasonOf(error)}`;
  }
}

/** A Redis of one test: own port, nothing on disk. */
export class PrivateRedis {
  private server: ChildProcess | undefined;
  private port = 0;

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Listens on the port it had before, if any. */
  async start(): Promise<void> {
    this.port ||= await freePort();
    const options = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.server = spawn('redis-server', options, { stdio: 'ignore', cwd: '/tmp' });
    await this.keys('*');
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await gone;
  }

  /** Keeps its connections and answers nothing. */
  freeze(): void {
    this.server?.kill('SIGSTOP');
  }

  thaw(): void {
    this.server?.kill('SIGCONT');
  }

  keys(pattern: string): Promise<string[]> {
    return this.#connected((client) => client.keys(pattern));
  }

  run(command: readonly string[]): Promise<unknown> {
    return this.#connected((client) => client.sendCommand([...command]));
  }

  async #connected<T>(work: (client: RedisClientType) => Promise<T>): Promise<T> {
    const client: RedisClientType = createClient({
      url: this.url,
      socket: { reconnectStrategy: (retries) => (retries < 1_000 ? 50 : new Error('Redis did not start')) },
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      client.destroy();
    }
  }
}

function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
