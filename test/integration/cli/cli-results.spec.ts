import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { durationSeconds } from '../../../src/config/duration.js';
import { packageRoot } from '../../../src/config/package-root.js';
import { childrenOf } from '../../support/processes/processes.js';
import { runCli, SOME_SECRET, words } from '../../support/processes/run-cli.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const run = promisify(execFile);

describe('results and failures', () => {
  const folder = temporaryFolder('twoinone-cli-');
  const env = {
    JWT_SECRET_KEY: SOME_SECRET,
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
