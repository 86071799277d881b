import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../../../src/config/package-root.js';
import { isolationArguments } from '../../../../../src/faces/embedding/inference/isolation.js';
import { MALLOC_ENVIRONMENT } from '../../../../../src/faces/embedding/inference/memory-settings.js';
import { closePools, startPool } from '../../../../support/inference/child-pool.js';
import { NETWORK_WAYS } from '../../../../support/inference/network-ways.js';
import { temporaryFolder } from '../../../../support/temporary-folder.js';

const temporary = temporaryFolder('inference-isolation-');

afterEach(closePools);

describe('isolation', () => {
  it('gives the child nothing of its own environment', async () => {
    process.env['DATABASE_URL'] ??= 'postgresql://secret@example.invalid/x';
    const { pool } = await startPool();
    const { answer } = await pool.run({ do: 'environment' });
    expect(answer).toEqual(MALLOC_ENVIRONMENT);
  });

  it('lets it read the code but nothing else', async () => {
    const outside = join(temporary, 'secret');
    writeFileSync(outside, 'secret');
    const { pool } = await startPool();
    for (const path of ['/etc/hosts', outside, '/proc/self/environ']) {
      await expect(pool.run({ do: 'read', path })).rejects.toThrow(/ERR_ACCESS_DENIED|Access to this API/);
    }
  });

  it('lets it read a folder by its name and through a link, however often it is listed', async () => {
    const folder = join(temporary, 'models');
    mkdirSync(folder);
    const link = `${folder}-link`;
    writeFileSync(join(folder, 'model.json'), 'a manifest');
    symlinkSync(folder, link);
    const code = ['node_modules', 'dist'].map((name) => join(packageRoot, name));
    const { pool } = await startPool({
      execArgv: isolationArguments({
        readable: [...code, ...code, link, folder],
        readableFiles: [join(packageRoot, 'package.json')],
        writable: [link, link],
      }),
    });
    for (const path of [join(folder, 'model.json'), join(link, 'model.json')]) {
      await expect(pool.run({ do: 'read', path })).resolves.toMatchObject({ answer: 'a manifest' });
    }
    await expect(pool.run({ do: 'read', path: `${folder}-other` })).rejects.toThrow(/Access to this API/);
  });
});

describe('the network', () => {
  it.each(NETWORK_WAYS)('is closed by way of %s', async (way) => {
    let connections = 0;
    const listener = net.createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const { pool } = await startPool();
    await expect(pool.run({ do: 'network', way, port: address.port })).rejects.toThrow(/network is closed/);
    listener.close();
    expect(connections).toBe(0);
  });
});
