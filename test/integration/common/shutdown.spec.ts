import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SHUTDOWN_MAX_MS } from '../../../src/common/lifecycle/stop-on-signals.js';
import { packageRoot } from '../../../src/config/package-root.js';
import { dataSourceOptions } from '../../../src/database/data-source-options.js';
import { ChangeListener } from '../../../src/faces/gallery/change-listener.js';
import { PrivatePostgres, whyNoPostgres } from '../../support/servers/private-postgres.js';

describe('a shutdown that something hangs in', () => {
  it('ends with exit code 0 and one warning when its time is up', async () => {
    const child = fork(join(packageRoot, 'dist', 'test', 'support', 'processes', 'stuck-service.js'), [], {
      silent: true,
    });
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await once(child, 'message');
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(said.match(/Not everything has ended within 2500 ms/g)).toHaveLength(1);
  });

  it('has less time than the 20 s that are promised', () => {
    expect(SHUTDOWN_MAX_MS).toBeLessThan(20_000);
  });
});

const reason = whyNoPostgres();
if (reason !== null) console.warn(`No shutdown with a frozen database: ${reason}`);

(reason === null ? describe : describe.skip)('a connection to a frozen PostgreSQL', () => {
  let postgres: PrivatePostgres;

  beforeAll(async () => {
    postgres = await PrivatePostgres.start({ fsync: false });
  });
  afterAll(() => postgres.stop());

  it('that listens for changes is cut instead of waited for', async () => {
    const dataSource = new DataSource(
      dataSourceOptions({
        databaseUrl: postgres.url,
        dataPath: '',
        cachePath: '',
        poolMax: 1,
        pace: 'service',
      }),
    );
    let listening = 0;
    const handlers = { onChange: () => undefined, onConnected: () => void listening++ };
    const listener = new ChangeListener(dataSource, handlers, new Logger());
    await listener.open();
    expect(listening).toBe(1);
    postgres.freeze();
    // Would wait for ever.
    await listener.close();
    postgres.thaw();
  });
});
