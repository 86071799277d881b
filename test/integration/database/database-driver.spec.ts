import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { embeddedDriver } from '../../../src/database/embedded/embedded-driver.js';
import { BOTH_DATABASES, newPlace, TEST_CACHE } from '../../support/database/test-database.js';

/** What TypeORM and the service rely on, asked of pg on a server and of the embedded database alike. */
describe.each(BOTH_DATABASES)('the driver of $name', ({ name, kind, skip }) => {
  if (skip !== null) {
    console.warn(`SKIPPED: the driver of ${name}: ${skip}`);
    it.skip(`skipped: ${skip}`, () => undefined);
    return;
  }
  let pool: pg.Pool;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const place = await newPlace(kind);
    remove = place.remove;
    pool =
      kind === 'postgres'
        ? new pg.Pool({ connectionString: place.place })
        : new (embeddedDriver({ dataPath: place.place, cachePath: TEST_CACHE }).Pool)();
    await pool.query('CREATE TABLE things (id serial PRIMARY KEY, name text UNIQUE NOT NULL, size int)');
  });

  afterAll(async () => {
    // pg's `end` does not wait for the sockets: the server may still say good-bye to one of them.
    pool.on('error', () => undefined);
    await pool.end();
    await remove();
  });

  beforeEach(async () => {
    await pool.query('TRUNCATE things');
  });

  /** A connection that comes back even from a failed test, since the next one would wait for it. */
  const withClient = async (work: (client: pg.PoolClient) => Promise<void>): Promise<void> => {
    const client = await pool.connect();
    try {
      await work(client);
    } finally {
      client.release();
    }
  };

  const names = async (): Promise<string[]> => {
    const { rows } = await pool.query<{ name: string }>('SELECT name FROM things ORDER BY name');
    return rows.map((row) => row.name);
  };

  it('converts parameters and results as pg does', async () => {
    const moment = new Date('2026-03-01T12:34:56.789Z');
    const { rows, rowCount, command, fields } = await pool.query(
      `SELECT $1::int8 AS big, $2::jsonb AS json, $3::text[] AS list, $4::timestamptz AS at, $5::text AS nothing,
              $6::float4 AS real, $7::bytea AS bytes, $8::numeric AS exact, $9::boolean AS yes, $10::int4 AS small`,
      [
        '9007199254740993',
        JSON.stringify({ list: [1.5, null, 'é"\\'] }),
        ['a', 'b"c', null, '{d}'],
        moment,
        null,
        0.1,
        Buffer.from([0, 255, 1]),
        '1.10',
        true,
        -7,
      ],
    );
    expect(rows).toEqual([
      {
        big: '9007199254740993',
        json: { list: [1.5, null, 'é"\\'] },
        list: ['a', 'b"c', null, '{d}'],
        at: moment,
        nothing: null,
        real: 0.1,
        bytes: Buffer.from([0, 255, 1]),
        exact: '1.10',
        yes: true,
        small: -7,
      },
    ]);
    expect({ rowCount, command }).toEqual({ rowCount: 1, command: 'SELECT' });
    expect(fields.map((field) => field.dataTypeID).slice(0, 3)).toEqual([20, 3802, 1009]);
  });

  it('states how many rows were changed', async () => {
    const inserted = await pool.query(`INSERT INTO things (name) VALUES ('a'), ('b') RETURNING id`);
    expect([inserted.command, inserted.rowCount, inserted.rows.length]).toEqual(['INSERT', 2, 2]);
    expect((await pool.query('UPDATE things SET size = 1')).rowCount).toBe(2);
    expect((await pool.query(`DELETE FROM things WHERE name = 'a'`)).rowCount).toBe(1);
  });

  it('runs several statements at once, all or nothing', async () => {
    await pool.query(`INSERT INTO things (name) VALUES ('a'); INSERT INTO things (name) VALUES ('b')`);
    await expect(
      pool.query(`INSERT INTO things (name) VALUES ('c'); INSERT INTO things (name) VALUES ('a')`),
    ).rejects.toThrow();
    expect(await names()).toEqual(['a', 'b']);
  });

  it('carries large values both ways', async () => {
    const text = 'ü'.repeat(2_000_000);
    const { rows } = await pool.query('SELECT $1::text AS text', [text]);
    expect(rows).toEqual([{ text }]);
  });

  it('raises the errors of PostgreSQL with their details', async () => {
    await pool.query(`INSERT INTO things (name) VALUES ('a')`);
    const duplicate = await pool
      .query('INSERT INTO things (name) VALUES ($1)', ['a'])
      .catch((error: unknown) => error);
    expect(duplicate).toBeInstanceOf(pg.DatabaseError);
    expect(duplicate).toMatchObject({
      code: '23505',
      constraint: 'things_name_key',
      table: 'things',
      detail: 'Key (name)=(a) already exists.',
    });
    await expect(pool.query('SELECT nonsense')).rejects.toMatchObject({ code: '42703', position: '8' });
    await expect(pool.query('SELECT $1::int', ['x'])).rejects.toMatchObject({ code: '22P02' });
  });

  it('goes on after an error, also within a connection', async () => {
    await withClient(async (client) => {
      await expect(client.query('SELECT * FROM missing WHERE id = $1', [1])).rejects.toMatchObject({
        code: '42P01',
      });
      expect((await client.query('SELECT $1::int AS one', [1])).rows).toEqual([{ one: 1 }]);
    });
  });

  it('ends a failed transaction by ROLLBACK only', async () => {
    await withClient(async (client) => {
      await client.query('BEGIN');
      await client.query(`INSERT INTO things (name) VALUES ('lost')`);
      await expect(client.query('SELECT 1/0')).rejects.toMatchObject({ code: '22012' });
      await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
      await client.query('ROLLBACK');
      await client.query(`INSERT INTO things (name) VALUES ('kept')`);
    });
    expect(await names()).toEqual(['kept']);
  });

  it('undoes to a savepoint', async () => {
    await withClient(async (client) => {
      await client.query('BEGIN');
      await client.query(`INSERT INTO things (name) VALUES ('kept')`);
      await client.query('SAVEPOINT s');
      await expect(client.query(`INSERT INTO things (name) VALUES ('kept')`)).rejects.toMatchObject({
        code: '23505',
      });
      await client.query('ROLLBACK TO SAVEPOINT s');
      await client.query('COMMIT');
    });
    expect(await names()).toEqual(['kept']);
  });

  it('forgets what a client that goes away has left open', async () => {
    const client = await pool.connect();
    await client.query(`SET work_mem = '1234kB'`);
    await client.query('CREATE TEMP TABLE scratch (x int)');
    await client.query('BEGIN');
    await client.query(`INSERT INTO things (name) VALUES ('never')`);
    client.release(new Error('thrown away in the middle'));
    const { rows } = await pool.query(
      `SELECT current_setting('work_mem') AS memory, to_regclass('scratch') AS scratch`,
    );
    expect(rows).toEqual([{ memory: '4MB', scratch: null }]);
    expect(await names()).toEqual([]);
  });

  it('keeps parallel transactions apart', async () => {
    const transfer = async (index: number): Promise<void> => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query('INSERT INTO things (name, size) VALUES ($1, $2)', [`t${index}`, index]);
        await client.query('SELECT pg_sleep(0.005)');
        // Every third one fails in the middle: only its own row may vanish.
        if (index % 3 === 0) await client.query('SELECT 1/0');
        await client.query('COMMIT');
      } catch {
        await client.query('ROLLBACK');
      } finally {
        client.release();
      }
    };
    await Promise.all(Array.from({ length: 12 }, (_, index) => transfer(index)));
    expect(await names()).toEqual(['t1', 't10', 't11', 't2', 't4', 't5', 't7', 't8']);
  });

  it('gives each of many parallel queries its own answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => pool.query('SELECT $1::int AS index', [index])),
    );
    expect(answers.map(({ rows }) => rows as unknown)).toEqual(
      Array.from({ length: 50 }, (_, index) => [{ index }]),
    );
  });

  it('prepares named statements', async () => {
    await withClient(async (client) => {
      for (const one of [1, 2]) {
        const { rows } = await client.query({ name: 'same', text: 'SELECT $1::int AS one', values: [one] });
        expect(rows).toEqual([{ one }]);
      }
    });
  });

  it('delivers notices and notifications', async () => {
    const heard: unknown[] = [];
    await withClient(async (client) => {
      client.on('notice', (notice) => heard.push(notice.message));
      client.on('notification', ({ channel, payload }) => heard.push([channel, payload]));
      await client.query(`DO $$ BEGIN RAISE NOTICE 'look'; END $$`);
      await client.query('LISTEN news');
      await client.query(`NOTIFY news, 'today'`);
      await client.query('SELECT 1');
      await client.query('UNLISTEN news');
    });
    expect(heard).toEqual(['look', ['news', 'today']]);
  });
});
