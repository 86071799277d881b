import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { durationSeconds } from '../../src/config/duration.js';
import { packageRoot } from '../../src/config/package-root.js';
import { PrivatePostgres, whyNoPostgres } from '../support/servers/private-postgres.js';
import { childrenOf } from '../support/processes/processes.js';
import { runCli } from '../support/processes/run-cli.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const run = promisify(execFile);
const SECRET = '5b1c7e0f2a9d4c63b8e7f1a05d3c9e24';

/** Each command, with what its help must name. */
const COMMANDS: [string, RegExp][] = [
  ['', /serve[^]*token[^]*demo[^]*import[^]*export[^]*evaluate[^]*migrate[^]*audit[^]*openapi/],
  ['serve', /SIGTERM/],
  ['token', /--sub <id>[^]*--role[^]*--ttl/],
  ['token revoke', /--jti <id>[^]*--sub <id>/],
  ['demo', /--json/],
  ['import', /<source>[^]*--report <file>[^]*--again[^]*Exit code/],
  ['export', /<file>[^]*--user/],
  ['evaluate', /<pairs>[^]*--identification[^]*--calibration/],
  ['evaluate liveness', /<folder>[^]*--replays/],
  ['calibrate', /<folder>[^]*--groups <file>[^]*--out <file>/],
  ['models', /list[^]*add[^]*check[^]*remove/],
  ['models list', /--json/],
  ['models add', /<name>[^]*--from <path>/],
  ['models check', /\[name\][^]*--json/],
  ['models remove', /<name>/],
  ['migrate', /run[^]*revert[^]*show[^]*check/],
  ['migrate run', /MIGRATIONS_RUN/],
  ['migrate revert', /last migration/],
  ['migrate show', /--json/],
  ['migrate check', /DATABASE_URL/],
  ['takeover-check', /\[url\]/],
  ['audit', /verify[^]*prune[^]*sign/],
  ['audit verify', /--anchor <id:hash>/],
  ['audit prune', /AUDIT_RETENTION_DAYS/],
  ['audit sign', /AUDIT_KEY/],
  ['erase', /deleted faces/],
  ['keys', /rotate/],
  ['keys rotate', /TEMPLATE_KEY_PREVIOUS/],
  ['openapi', /--out <file>/],
  ['doctor', /changes nothing/],
];

/** What cannot be understood, with a part of the one sentence about it. */
const MISUSES: [string, string][] = [
  ['nonsense', "unknown command 'nonsense'"],
  ['serve now', 'too many arguments'],
  ['token', "required option '--sub <id>' not specified"],
  ['token --sub ada --role root', 'Allowed choices are user, admin'],
  ['token --sub ada --rolle admin', 'Did you mean --role?'],
  ['token --sub ada --ttl 1y', 'a duration of at most 366 days'],
  ['token --sub ada --ttl 7d', '--ttl 7d is longer than TOKEN_MAX_AGE, which is 1d (86400 s)'],
  [
    'token --sub hr --scope list --ttl 91d',
    '--ttl 91d is longer than SCOPED_TOKEN_MAX_AGE, which is 90d (7776000 s)',
  ],
  ['token --sub hr --scope list,everything', 'some of enroll:any, verify:any, list, delete:any, unlock'],
  ['token --sub hr --scope list --role admin', '--scope does nothing beside --role admin'],
  ['token revoke', 'Either --jti <id> is needed, or --sub <id>'],
  ['demo --jsn', "unknown option '--jsn'"],
  ['import', "missing required argument 'source'"],
  ['import /nowhere/people', '/nowhere/people does not exist'],
  ['export', "missing required argument 'file'"],
  ['export /nowhere/faces.jsonl', 'There is no folder /nowhere'],
  ['demo --json /nowhere/steps.json', 'There is no folder /nowhere'],
  ['openapi --out /', 'It is a folder'],
  ['evaluate', "missing required argument 'pairs'"],
  ['evaluate pairs.csv --engine dlib', 'Allowed choices are'],
  ['evaluate pairs.csv --workers 0', 'a whole number from 1 to 64'],
  ['evaluate pairs.csv --identity-regex (', 'no regular expression'],
  ['models face-api', 'too many arguments'],
  ['models add', "missing required argument 'name'"],
  ['models add ../x', 'The catalogue has no "../x"'],
  ['models check none-such', 'There is no network "none-such"'],
  ['models remove none-such', 'There is no network'],
  ['migrate sideways', "unknown command 'sideways'"],
  ['takeover-check', 'Name the database'],
  ['takeover-check mysql://db', 'must be a postgresql:// URL'],
  ['audit verify --anchor 12', 'It looks like'],
  ['audit prune', 'Set AUDIT_RETENTION_DAYS'],
  ['audit sign', 'Set AUDIT_KEY'],
  ['openapi --out', "option '--out <file>' argument missing"],
];

const words = (line: string): string[] => line.split(' ').filter((word) => word !== '');

describe('every command', () => {
  it.each(COMMANDS)('%s --help', async (command, expected) => {
    const { code, stdout, stderr } = await runCli([...words(command), '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(expected);
    expect(stdout).toContain(`Usage: twoinone ${command}`.trimEnd());
    const [, children = ''] = stdout.split('\nCommands:\n');
    const named = [...children.matchAll(/^ {2}([\w-]+)/gm)].map(([, child = '']) =>
      `${command} ${child}`.trim(),
    );
    // Whoever adds a command says here what its help must name.
    const known = COMMANDS.map(([each]) => each);
    expect(known).toEqual(expect.arrayContaining(named.filter((each) => !each.endsWith('help'))));
  });

  it.each(MISUSES)('%s: exit code 2 and one sentence', async (line, sentence) => {
    const { code, stdout, stderr } = await runCli(words(line));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});

describe('the commands of contributors', () => {
  it.each([
    ['bench/detection', '--photographs'],
    ['bench/engine', '--rounds'],
    ['bench/http', '--soak-minutes'],
    ['bench/identification', '--enrolled'],
    ['bench/identity', '--morphs'],
    ['bench/memory', '--photos'],
    ['bench/quality', '--worsened'],
    ['bench/margins', '--galleries'],
    ['bench/search', '--sizes'],
    ['bench/takeover', '--people'],
    ['test/clients/run', '--only'],
    ['test/faults/run', '--only'],
  ])('%s: --help, and exit code 2 for what it does not know', async (program, option) => {
    const path = join(packageRoot, 'dist', `${program}.js`);
    expect((await run(process.execPath, [path, '--help'])).stdout).toContain(option);
    await expect(run(process.execPath, [path, '--nonsense'])).rejects.toMatchObject({
      code: 2,
      stderr: "unknown option '--nonsense'\n",
    });
  });
});

describe('results and failures', () => {
  const folder = temporaryFolder('twoinone-cli-');
  const env = {
    JWT_SECRET_KEY: SECRET,
    DATA_PATH: join(folder, 'data'),
    CACHE_PATH: join(packageRoot, '.cache'),
    TMPDIR: folder,
  };

  it('a token alone on stdout, or as JSON there or in a file', async () => {
    const { stdout, stderr } = await runCli(['token', '--sub', 'ada', '--ttl', '15m'], { env });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(stderr).toBe('');
    const asJson = JSON.parse((await runCli(['token', '--sub', 'ada', '--json'], { env })).stdout) as unknown;
    expect(asJson).toMatchObject({
      sub: 'ada',
      role: 'user',
      ttlS: 3600,
      token: expect.any(String) as string,
    });
    const file = join(folder, 'token.json');
    const both = await runCli(['token', '--sub', 'ada', '--json', file], { env });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ token: both.stdout.trim() });
  });

  it('a token never lives longer than TOKEN_MAX_AGE, given or not', async () => {
    const ask = (line: string, maxAge: string) =>
      runCli(words(`token --sub ada --json ${line}`), { env: { ...env, TOKEN_MAX_AGE: maxAge } });
    expect(JSON.parse((await ask('', '15m')).stdout)).toMatchObject({ ttlS: 900 });
    expect(JSON.parse((await ask('--ttl 7d', '7d')).stdout)).toMatchObject({ ttlS: 604_800 });
    expect(await ask('--ttl 16m', '15m')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^--ttl 16m is longer than TOKEN_MAX_AGE, which is 15m .*\n$/) as string,
    });
  });

  it('the examples of --ttl in its help are within the default', async () => {
    const { stdout } = await runCli(['token', '--help']);
    const help = /--ttl <duration>([^]*?); at most/.exec(stdout.replaceAll(/\s+/g, ' '))?.[1] ?? '';
    const examples = help.match(/\b\d+[smhd]\b/g) ?? [];
    expect(examples.length).toBeGreaterThan(2);
    for (const text of examples) expect(durationSeconds(text)).toBeLessThanOrEqual(86_400);
  });

  it('a configuration that cannot be used: its one line, exit code 1', async () => {
    const { code, stderr } = await runCli(['token', '--sub', 'ada'], { env: { JWT_SECRET_KEY: 'short' } });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^Missing env vars: JWT_SECRET_KEY \([^\n]*32 characters\)\n$/) as string,
    });
  });

  it('a database that is not there: its one line, exit code 1', async () => {
    const DATABASE_URL = 'postgresql://ada:secret@127.0.0.1:1/faces';
    for (const command of ['audit verify', 'migrate show', 'export -', 'takeover-check']) {
      const { code, stdout, stderr } = await runCli(words(command), { env: { ...env, DATABASE_URL } });
      expect({ command, code, stdout }).toEqual({ command, code: 1, stdout: '' });
      expect(stderr).toMatch(/^Database connection failed: [^\n]*\n$/);
      expect(stderr).not.toContain('secret');
    }
  });

  it('migrations run, are listed and undone; before them the audit log says what to do', async () => {
    const ask = (line: string) => runCli(words(line), { env });
    expect(await ask('audit verify')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The database does not have .*: twoinone migrate run\n$/) as string,
    });
    const { stdout: listed } = await ask('migrate show');
    expect(listed).toMatch(/^(\[ \] \w+\n)+$/);
    const last = listed.trimEnd().split('\n').at(-1)?.slice(4);
    expect((await ask('migrate run')).stdout).toMatch(/^(\w+ has run\n)+$/);
    expect((await ask('migrate run')).stdout).toBe('Nothing to do: every migration has run.\n');
    const states = JSON.parse((await ask('migrate show --json')).stdout) as { hasRun: boolean }[];
    expect(states.every(({ hasRun }) => hasRun)).toBe(true);
    expect((await ask('audit verify')).stdout).toBe('audit_log is intact: 0 entries\n');
    expect((await ask('migrate show')).stdout).toBe(listed.replaceAll('[ ]', '[X]'));
    expect((await ask('migrate revert')).stdout).toBe(`${last} is undone\n`);
    expect((await ask('migrate show')).stdout).toMatch(/^(\[X\] \w+\n)+\[ \] \w+\n$/);
    expect((await ask('migrate run')).code).toBe(0);
  });

  it('from stdin to stdout: what is exported can be imported by a pipe', async () => {
    const encoding = Array.from({ length: 128 }, (_, index) => Math.sin(index) / 8);
    const input = JSON.stringify({ guido: [encoding] });
    const imported = await runCli(['import', '-', '--json'], { env, input });
    expect(JSON.parse(imported.stdout)).toMatchObject({ source: '-', people: 1, stored: 1 });
    const exported = await runCli(['export', '-'], { env });
    expect(JSON.parse(exported.stdout)).toMatchObject({ encodings: [{ user_id: 'guido', encoding }] });
    const again = await runCli(['import', '-', '--json'], { env, input: exported.stdout });
    expect(JSON.parse(again.stdout)).toMatchObject({ stored: 0, already: 1 });
  });

  it('nothing about a reader that has gone', async () => {
    const command = `"${process.execPath}" bin/twoinone.js openapi | head -c 1`;
    const { stdout, stderr } = await run('sh', ['-c', command], { cwd: packageRoot });
    expect({ stdout, stderr }).toEqual({ stdout: '{', stderr: '' });
  });
});

describe('the doctor', () => {
  const folder = temporaryFolder('twoinone-doctor-');
  const examine = async (env: Record<string, string>) => {
    const { code, stdout } = await runCli(['doctor', '--json'], { env });
    const findings = JSON.parse(stdout) as { level: string; text: string }[];
    return {
      code,
      of: (level: string) => findings.filter((each) => each.level === level).map(({ text }) => text),
    };
  };

  it('finds nothing that keeps the service from running here', async () => {
    const { code, of } = await examine({ DATA_PATH: join(folder, 'data'), PORT: '0' });
    expect({ code, blockers: of('blocker') }).toEqual({ code: 0, blockers: [] });
    expect(of('ok').join('\n')).toMatch(
      /Node [^]*port 0 is free[^]*embedded database: [^]*networks: mobilefacenet/,
    );
    expect(of('warning')).toEqual([expect.stringMatching(/^JWT_SECRET_KEY is not set: .*openssl/)]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('names what is missing, and stops at that', async () => {
    const { code, of } = await examine({ ENVIRONMENT: 'production' });
    expect(code).toBe(1);
    expect(of('blocker')).toEqual([expect.stringMatching(/^Missing env vars: DATABASE_URL.*\.env/)]);
  });

  it('names each thing that cannot be reached, used or written, with what to do', async () => {
    // It reads, or it would never see doctor go, and hold this process.
    const taken = createServer((client) => client.resume()).listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { code, of } = await examine({
      ...{ DATABASE_URL: 'postgresql://ada:secret@127.0.0.1:1/faces', FACE_MODEL: 'none-such' },
      ...{ REDIS_URL: 'redis://127.0.0.1:1', SUPABASE_URL: 'http://127.0.0.1:1' },
      ...{
        HOST: '127.0.0.1',
        PORT: String(port),
        LOGS_PATH: join(packageRoot, 'LICENSE', 'logs'),
        JWT_SECRET_KEY: SECRET,
      },
    }).finally(() => taken.close());
    expect(code).toBe(1);
    expect(of('blocker')).toEqual([
      `port ${port} is in use: end the other program, or set PORT`,
      expect.stringMatching(/^Database connection failed: .*: check DATABASE_URL/),
      expect.stringMatching(/^networks: .*none-such.*: check FACE_MODEL/),
    ]);
    expect(of('warning')).toEqual([
      expect.stringMatching(/LICENSE\/logs cannot be written.*: give LOGS_PATH/),
      expect.stringMatching(/^Redis does not answer.*: check REDIS_URL/),
      expect.stringMatching(/^Supabase does not answer.*: check SUPABASE_URL/),
    ]);
  });

  const skip = whyNoPostgres();
  (skip === null ? it : it.skip)('says which rights a role lacks, and what the start will do', async () => {
    const postgres = await PrivatePostgres.start({ fsync: false });
    try {
      const fresh = await examine({ DATABASE_URL: postgres.url, PORT: '0' });
      expect(fresh.of('ok').join('\n')).toMatch(/PostgreSQL \d+[^]*migrations to run, which the start does/);
      await runCli(['migrate', 'run'], { env: { DATABASE_URL: postgres.url } });
      const migrated = await examine({ DATABASE_URL: postgres.url, PORT: '0' });
      expect(migrated.of('ok')).toEqual(expect.arrayContaining(['schema: up to date']));
      await postgres.run(`CREATE ROLE reader LOGIN PASSWORD 'reader'`);
      await postgres.run(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader`);
      const url = new URL(postgres.url);
      Object.assign(url, { username: 'reader', password: 'reader' });
      const reader = await examine({ DATABASE_URL: url.href, PORT: '0' });
      expect(reader.of('blocker')).toEqual([
        expect.stringMatching(/^rights: the role reader may not do what requests need/),
      ]);
    } finally {
      await postgres.stop();
    }
  });
});

describe('an interrupted command', () => {
  const TMPDIR = temporaryFolder('twoinone-interrupted-');
  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s ends its children and removes its folder', async (signal, expected) => {
    let children: number[] = [];
    const { code } = await runCli(['demo'], {
      env: { TMPDIR },
      onOutput: (said, pid) => {
        if (!said.includes('enrol') || children.length > 0) return undefined;
        children = childrenOf(pid);
        return signal;
      },
    });
    expect(code).toBe(expected);
    expect(children.length).toBeGreaterThan(0);
    expect(children.filter(isAlive)).toEqual([]);
    expect(readdirSync(TMPDIR)).toEqual([]);
  });
});
