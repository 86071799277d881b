import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../src/config/package-root.js';
import { AbortableClient } from '../../../src/database/server/bounded-client.js';
import { DirectoryInUseError, DirectoryLock } from '../../../src/database/embedded/directory-lock.js';
import { ownIdentity } from '../../../src/database/embedded/process-identity.js';
import { enrolledUsers } from '../../support/database/enrolled-users.js';
import { TestDatabase, temporaryFolder } from '../../support/database/test-database.js';

const ENROLLING_PROCESS = join(packageRoot, 'dist', 'test', 'support', 'database', 'enrolling-process.js');

describe('the embedded database', () => {
  let folder: string;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** Enrols until it has acknowledged so many, or ends by itself. */
  const enrol = async (prefix: string, count: number): Promise<{ child: ChildProcess; said: string[] }> => {
    const child = spawn(process.execPath, [ENROLLING_PROCESS, folder, prefix], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const said: string[] = [];
    const lines = createInterface({ input: child.stdout });
    await new Promise<void>((done) => {
      lines.on('line', (line) => {
        if (line !== 'ready') said.push(line);
        if (said.length === count) done();
      });
      lines.on('close', done);
    });
    return { child, said };
  };

  const killed = async (child: ChildProcess): Promise<void> => {
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  };

  it('loses no acknowledged enrolment to kill -9', async () => {
    const acknowledged: string[] = [];
    for (const round of [1, 2, 3]) {
      const { child, said } = await enrol(`round-${round}`, 5 + 7 * round);
      await killed(child);
      acknowledged.push(...said);
    }
    const database = await TestDatabase.open(folder);
    const enrolled = await enrolledUsers(database.repository);
    const { encodings } = await database.size('test');
    await database.close();
    expect(acknowledged.length).toBeGreaterThanOrEqual(12 + 19 + 26);
    expect(enrolled).toEqual(expect.arrayContaining(acknowledged));
    // At most one enrolment per kill was stored and not yet acknowledged; none is half there.
    expect(enrolled.length - acknowledged.length).toBeLessThanOrEqual(3);
    expect(encodings).toBe(enrolled.length);
  });

  it('refuses a second process, in one line that names the first', async () => {
    const { child } = await enrol('first', 1);
    const second = await enrol('second', 1);
    expect(second.said).toEqual([
      `Database connection failed: the data directory ${folder} is in use by process ${child.pid}`,
    ]);
  });

  it('refuses a second data source of the same process', async () => {
    const first = await TestDatabase.open(folder);
    await expect(TestDatabase.open(folder)).rejects.toThrow(/is in use by process/);
    await first.close();
    await (await TestDatabase.open(folder)).close();
  });

  it('keeps everything across an orderly end', async () => {
    const first = await TestDatabase.open(folder);
    await first.repository.enroll('somebody', [{ encoding: [1, 2, 3] }], 'test', 5);
    await first.close();
    const second = await TestDatabase.open(folder);
    expect(await enrolledUsers(second.repository)).toEqual(['somebody']);
    await second.close();
  });

  it('forgets a transaction whose connection is dropped, and goes on', async () => {
    const { dataSource, repository, close } = await reopen(folder);
    const runner = dataSource.createQueryRunner();
    const connection: unknown = await runner.connect();
    await runner.startTransaction();
    await runner.query(`INSERT INTO face_encodings (user_id, encoding) VALUES ('half', '[1]')`);
    if (!(connection instanceof AbortableClient)) throw new Error('not abortable');
    const running = runner.query('SELECT pg_sleep(0.2)');
    connection.abort(new Error('dropped by the test'));
    await expect(running).rejects.toThrow();
    await runner.release();
    await repository.enroll('whole', [{ encoding: [1] }], 'test', 5);
    expect(await enrolledUsers(repository)).toEqual(['whole']);
    await close();
  });

  it('starts anew where the very first start was interrupted', async () => {
    mkdirSync(join(folder, `postgres.${process.pid}.new`), { recursive: true });
    writeFileSync(join(folder, `postgres.${process.pid}.new`, 'PG_VERSION'), '18\n');
    const database = await TestDatabase.open(folder);
    expect(await database.repository.countUsers()).toBe(0);
    await database.close();
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual(['postgres']);
  });

  it('says so when its directory is not a database', async () => {
    mkdirSync(join(folder, 'postgres'));
    writeFileSync(join(folder, 'postgres', 'PG_VERSION'), 'nonsense');
    await expect(TestDatabase.open(folder)).rejects.toThrow(
      /^Database connection failed: the embedded database does not start/,
    );
  });
});

describe('the lock of its directory', () => {
  let folder: string;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const leave = (record: object, number = 7): void => {
    writeFileSync(join(folder, `.lock.${number}`), JSON.stringify(record));
  };

  it('goes from hand to hand', async () => {
    const first = await DirectoryLock.acquire(folder);
    await expect(DirectoryLock.acquire(folder)).rejects.toBeInstanceOf(DirectoryInUseError);
    first.release();
    const second = await DirectoryLock.acquire(folder);
    await expect(DirectoryLock.acquire(folder)).rejects.toBeInstanceOf(DirectoryInUseError);
    second.release();
  });

  it('is taken from a process that is gone', async () => {
    leave({ ...ownIdentity(), pid: 999_999_999, released: false });
    (await DirectoryLock.acquire(folder)).release();
  });

  it('is taken from a process whose number somebody else has now', async () => {
    leave({ ...ownIdentity(), startedAt: '1', released: false });
    (await DirectoryLock.acquire(folder)).release();
  });

  it('is taken from another machine when nothing is heard of it', async () => {
    leave({ ...ownIdentity(), realm: 'elsewhere', released: false });
    (await DirectoryLock.acquire(folder)).release();
  });

  it('is not taken from another machine that is alive', async () => {
    const holder = await DirectoryLock.acquire(folder);
    const [name] = readdirSync(folder);
    writeFileSync(
      join(folder, name ?? ''),
      JSON.stringify({ ...ownIdentity(), realm: 'elsewhere', released: false }),
    );
    await expect(DirectoryLock.acquire(folder)).rejects.toBeInstanceOf(DirectoryInUseError);
    holder.release();
  });

  it('goes to one only of many who find a dead holder', async () => {
    for (let round = 0; round < 20; round++) {
      rmSync(join(folder, '.lock.7'), { force: true });
      leave({ ...ownIdentity(), pid: 999_999_999, released: false }, 1_000 * (round + 1));
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, () => DirectoryLock.acquire(folder)),
      );
      const holders = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(holders).toHaveLength(1);
      holders[0]?.release();
    }
    expect(existsSync(join(folder, '.lock.20001'))).toBe(true);
  });
});

async function reopen(folder: string) {
  const database = await TestDatabase.open(folder);
  const { dataSource, repository } = database;
  return { dataSource, repository, close: () => database.close() };
}
