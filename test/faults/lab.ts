import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { ServiceProcess } from '../../src/cli/demo/service-process.js';
import { PrivatePostgres } from '../support/servers/private-postgres.js';
import { ProbingClient } from '../support/http/probing-client.js';
import { inferencePids } from '../support/processes/processes.js';

const SECRET = 'a secret of the fault tests, 32 or more';
/** Room for the pool of one service and a few observers. */
const MAX_CONNECTIONS = '30';

/** A service and its database, as they run in production, and the means to hurt both. */
export class Lab {
  #service: ServiceProcess | undefined;
  #client: ProbingClient | undefined;

  private constructor(
    readonly folder: string,
    readonly postgres: PrivatePostgres,
    /** A portrait that enrols. */
    readonly photo: Buffer,
  ) {}

  static async open(): Promise<Lab> {
    const folder = mkdtempSync(join(tmpdir(), 'twoinone-faults-'));
    const postgres = await PrivatePostgres.start({ settings: { max_connections: MAX_CONNECTIONS } });
    return new Lab(folder, postgres, await portraitOf(SAMPLE_FACES.ada));
  }

  get service(): ServiceProcess {
    if (this.#service === undefined) throw new Error('the service does not run');
    return this.#service;
  }

  get client(): ProbingClient {
    if (this.#client === undefined) throw new Error('the service does not run');
    return this.#client;
  }

  get servicePid(): number {
    if (this.service.pid === undefined) throw new Error('the service does not run');
    return this.service.pid;
  }

  get inferencePids(): number[] {
    return inferencePids(this.servicePid);
  }

  /** What every service of the lab runs with; rate limits are off, since one address plays all clients. */
  environment(overrides: Record<string, string> = {}): Record<string, string> {
    return {
      ENVIRONMENT: 'development',
      DATABASE_URL: this.postgres.url,
      JWT_SECRET_KEY: SECRET,
      LOGS_PATH: join(this.folder, 'logs'),
      CACHE_PATH: join(this.folder, 'cache'),
      DATA_PATH: join(this.folder, 'data'),
      LOG_LEVEL: 'error',
      RATE_LIMIT_PER_MINUTE: '0',
      // The photos of the load show nobody who is enrolled.
      FAILED_IDENTIFICATIONS_PER_HOUR: '0',
      INFERENCE_WORKERS: '2',
      DUPLICATE_POLICY: 'off',
      ...overrides,
    };
  }

  /** Starts a service, in the place of the one before if there is one; the others keep their settings. */
  async start(overrides: Record<string, string> = {}): Promise<void> {
    await this.stopService('SIGKILL');
    this.#service = await ServiceProcess.start(this.environment(overrides));
    this.#client = new ProbingClient(Number(new URL(this.#service.url).port), SECRET);
  }

  async stopService(signal: NodeJS.Signals): Promise<number | null> {
    const [service, client] = [this.#service, this.#client];
    this.#service = undefined;
    const exitCode = service === undefined ? null : await service.stop(signal);
    client?.close();
    return exitCode;
  }

  /** A fault that did not hold may have left anything behind; the next one starts from a working service. */
  async restore(): Promise<void> {
    await this.postgres.restart();
    await this.start();
  }

  async close(): Promise<void> {
    await this.stopService('SIGKILL');
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
