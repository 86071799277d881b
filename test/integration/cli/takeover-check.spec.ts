import pg from 'pg';
import { loadRecognitionModel } from '../../../src/faces/embedding/models/load-model.js';
import { PrivatePostgres, whyNoPostgres } from '../../support/servers/private-postgres.js';
import { runCli } from '../../support/processes/run-cli.js';

const reason = whyNoPostgres();
if (reason !== null) console.log(`migrate:check skipped: ${reason}`);

/** The table as the Python service made it. */
const PYTHON_SCHEMA = `
  CREATE TABLE face_encodings (
    id SERIAL PRIMARY KEY, user_id VARCHAR(255) NOT NULL, encoding JSONB NOT NULL,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
  CREATE INDEX idx_face_encodings_user_id ON face_encodings (user_id);`;

/** Numbers whose distances lie as face_recognition's do: `spread` of one person around a centre of their own. */
function encodingOf(person: number, photo: number, spread: number): number[] {
  const noise = (seed: number): number => {
    const value = Math.sin(seed * 12.9898) * 43_758.5453;
    return value - Math.floor(value) - 0.5;
  };
  return Array.from({ length: 128 }, (_, index) => {
    const own = noise(person * 1_000 + index) * 0.175;
    return own + noise(person * 77_777 + photo * 3_331 + index) * spread;
  });
}

(reason === null ? describe : describe.skip)('migrate:check', () => {
  let postgres: PrivatePostgres;
  beforeAll(async () => {
    postgres = await PrivatePostgres.start({ fsync: false });
  });
  afterAll(() => postgres.stop());

  const prepare = async (
    name: string,
    rows: [string, unknown][],
    schema = PYTHON_SCHEMA,
  ): Promise<string> => {
    const url = await postgres.createDatabase(name);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(schema);
    for (const [userId, encoding] of rows) {
      await client.query('INSERT INTO face_encodings (user_id, encoding) VALUES ($1, $2)', [
        userId,
        JSON.stringify(encoding),
      ]);
    }
    await client.end();
    return url;
  };
  const check = (url: string) => runCli(['takeover-check', url]);
  const people = (spread: number): [string, number[]][] =>
    Array.from({ length: 12 }, (_, index) => [`user-${index % 6}`, encodingOf(index % 6, index, spread)]);

  it("reads a Python service's database and says what becomes of its encodings", async () => {
    const url = await prepare('healthy', people(0.06));
    const { code, stdout } = await check(url);
    expect(stdout).toContain('face_encodings: 12 encodings of 6 users');
    expect(stdout).toContain("the numbers look like face_recognition's");
    const { compatibleWith } = await loadRecognitionModel('face-api', '/nowhere');
    const isCompared = compatibleWith.includes('face_recognition');
    expect(stdout).toContain(
      isCompared ? '12 encodings of face_recognition are compared' : 'does not compare them',
    );
    expect(code).toBe(isCompared ? 0 : 1);
  });

  it('changes nothing', async () => {
    const url = await prepare('untouched', people(0.06));
    await check(url);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ tables: string; encodings: string }>(
      `SELECT (SELECT count(*) FROM pg_tables WHERE schemaname = 'public') AS tables,
              (SELECT count(*) FROM face_encodings) AS encodings`,
    );
    await client.end();
    expect(rows).toEqual([{ tables: '1', encodings: '12' }]);
  });

  it('finds rows that are no encodings', async () => {
    const broken: [string, unknown][] = [
      ['short', [1, 2, 3]],
      ['zero', Array(128).fill(0)],
      ['text', Array(128).fill('0.1')],
      ['object', { a: 1 }],
    ];
    const { stdout } = await check(await prepare('broken', [...people(0.06), ...broken]));
    expect(stdout).toContain('4 rows are no encodings and are ignored (id 13, 14, 15, 16)');
  });

  it('doubts the numbers of another network', async () => {
    const unit: [string, number[]][] = people(0.06).map(([id, encoding]) => [
      id,
      encoding.map((value) => value * 9),
    ]);
    const { stdout } = await check(await prepare('other', unit));
    expect(stdout).toContain("do not look like face_recognition's");
  });

  it('stops at a table of the same name that is another one', async () => {
    const { code, stdout } = await check(
      await prepare('strange', [], 'CREATE TABLE face_encodings (id uuid, encoding bytea)'),
    );
    expect(code).toBe(1);
    expect(stdout).toContain(
      'X BLOCKER face_encodings is another table than expected: id is uuid, user_id is missing',
    );
    expect(stdout).toContain('Not ready');
  });

  it('is content with an empty database', async () => {
    const { code, stdout } = await check(await postgres.createDatabase('empty'));
    expect(stdout).toContain('there is no table face_encodings yet');
    expect(code).toBe(0);
  });

  it('says when there is no database, without the password', async () => {
    const { code, stderr } = await check('postgresql://u:secret-canary@127.0.0.1:1/nothing');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Database connection failed: /);
    expect(stderr).not.toContain('secret-canary');
  });
});
