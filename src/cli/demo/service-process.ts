import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { compiledSources, packageRoot } from '../../config/package-root.js';

const START_TIMEOUT_MS = 120_000;
const POLL_MS = 100;

/** The service in a process of its own, as an operator runs it, on a free port of the loopback interface. */
export class ServiceProcess {
  /** When all that it said has come. */
  private readonly closed: Promise<unknown>;

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly output: string[],
  ) {
    this.closed = new Promise((resolve) => child.once('close', resolve));
  }

  /** As `spawn`, and resolves when the service says that it is ready. @throws as `untilReady` */
  static async start(env: Record<string, string>): Promise<ServiceProcess> {
    const service = await ServiceProcess.spawn(env);
    await service.untilReady();
    return service;
  }

  /** @param env replaces the environment, except PATH and HOME */
  static async spawn(env: Record<string, string>): Promise<ServiceProcess> {
    const port = Number(env['PORT'] ?? (await freePort()));
    const child = spawn(process.execPath, [join(compiledSources, 'main.js')], {
      cwd: packageRoot,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        ...env,
        HOST: '127.0.0.1',
        PORT: String(port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
    }
    return new ServiceProcess(`http://127.0.0.1:${port}`, child, output);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get text(): string {
    return this.output.join('');
  }

  /** @returns the exit code; null when a signal ended it */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill(signal);
      await ended;
    }
    return this.child.exitCode;
  }

  /** @throws Error with the service's last output when it ends or takes too long */
  async untilReady(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (this.child.exitCode !== null) break;
      const response = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      if (response?.status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    await this.stop('SIGKILL');
    await this.closed;
    throw new Error(`The service did not start:\n${this.text.slice(-2_000)}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
