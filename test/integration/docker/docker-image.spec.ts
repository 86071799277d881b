import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.js';
import { rehearseImage } from '../../support/image/image-rehearsal.js';
import { isRoot } from '../../support/servers/postgres-binaries.js';
import { PrivatePostgres, whyNoPostgres } from '../../support/servers/private-postgres.js';

/** The image's user. */
const USER = { uid: 1000, gid: 1000 };
const PORT = '8765';

const reason = !isRoot()
  ? 'only root can drop to the users that the image has'
  : process.env['REHEARSE_IMAGE'] === '1'
    ? whyNoPostgres()
    : 'it takes minutes and the npm registry (npm run test:image)';
if (reason !== null) console.log(`Image rehearsal skipped: ${reason}`);

(reason === null ? describe : describe.skip)('the image, followed step by step without an engine', () => {
  let folder: string;
  let image: Awaited<ReturnType<typeof rehearseImage>>;
  let postgres: PrivatePostgres;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'twoinone-image-'));
    image = await rehearseImage(folder);
    postgres = await PrivatePostgres.start({ fsync: false });
  }, 900_000);
  afterAll(async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (command: string[], env: Record<string, string> = {}): ChildProcess =>
    spawn(command[0] ?? '', command.slice(1), {
      cwd: image.workdir,
      ...USER,
      // As in the container: nothing but the image's own variables and the operator's.
      env: { PATH: process.env['PATH'] ?? '', ...image.env, ...production(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const production = (): Record<string, string> => ({
    DATABASE_URL: postgres.url,
    SUPABASE_URL: 'https://abcdefgh.supabase.co',
    SUPABASE_ANON_KEY: 'anon',
    JWT_SECRET_KEY: 'a secret that only the tests know, and long',
    ALLOWED_ORIGINS: 'https://app.example.com',
    INFERENCE_WORKERS: '1',
    DATA_PATH: '/tmp/twoinone-image-data',
    HOST: '127.0.0.1',
    PORT,
  });
  const health = async (): Promise<number> => {
    try {
      return (await fetch(`http://127.0.0.1:${PORT}/ml/health`)).status;
    } catch {
      return 0;
    }
  };

  it('holds the binaries of its own platform only, the console, and no development package', () => {
    const modules = join(image.workdir, 'node_modules');
    const runtime = join(modules, 'onnxruntime-node/bin/napi-v6');
    const binaries = readdirSync(runtime).flatMap((platform) =>
      readdirSync(join(runtime, platform)).map((arch) => `${platform}-${arch}`),
    );
    expect(binaries).toEqual([`${process.platform}-${process.arch}`]);
    for (const unwanted of ['jest', 'typescript', '@swc/core', '@nestjs/cli', '@tensorflow/tfjs-node']) {
      expect([unwanted, existsSync(join(modules, unwanted))]).toEqual([unwanted, false]);
    }
    expect(existsSync(join(image.workdir, 'dist/console/index.html'))).toBe(true);
    const sizeMb = execFileSync('du', ['-sm', image.workdir], { encoding: 'utf8' }).split('\t')[0];
    console.log(`The image adds ${sizeMb} MB to node:22-bookworm-slim`);
  });

  it('holds what runs, and nothing that it was made of', () => {
    const parts = ['.cache', 'bin', 'data', 'dist', 'logs', 'migrations', 'models', 'node_modules'];
    expect(readdirSync(image.workdir).sort()).toEqual([...parts, 'package.json']);
    const built = readdirSync(join(image.workdir, 'dist')).filter((name) => !name.startsWith('.'));
    expect(built.sort()).toEqual(['console', 'migrations', 'src']);
  });

  it('has nothing that its user may change, but logs and data', () => {
    const writable = execFileSync(
      'find',
      [image.workdir, '-not', '-type', 'l', '(', '-user', '1000', '-o', '-perm', '-o+w', ')'],
      { encoding: 'utf8' },
    );
    expect(writable.trim().split('\n').sort()).toEqual([
      join(image.workdir, 'data'),
      join(image.workdir, 'logs'),
    ]);
  });

  const finished = async (command: string[], env: Record<string, string> = {}) => {
    const child = run(command, env);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  };

  it('migrates as the Kubernetes job does', async () => {
    expect(await finished(['twoinone', 'migrate', 'run'])).toMatchObject({ code: 0 });
    const { rows } = await postgres.run(`SELECT to_regclass('face_encodings') AS made`);
    expect(rows).toEqual([{ made: 'face_encodings' }]);
  });

  it.each([
    ['token --sub ada', /^[\w-]+\.[\w-]+\.[\w-]+\n$/],
    ['migrate show', /^(\[X\] \w+\n)+$/],
    ['migrate check', /DATABASE_URL: entities and migrations agree/],
    ['audit verify', /audit_log is intact: 0 entries/],
    ['models', /face-api/],
    ['export -', /"format":"twoinone-ml-encodings"/],
    ['openapi', /"openapi": "3/],
    ['takeover-check', /Ready/],
    ['evaluate --help', /PAIRS|pairs/],
    ['demo', /All \d+ steps held/],
  ])('has the command: twoinone %s', async (line, expected) => {
    const { code, output } = await finished(['twoinone', ...line.split(' ')]);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(expected) as string });
  });

  it('becomes healthy, writes its log files, answers the health check, and stops on SIGTERM', async () => {
    const service = run(['node', 'dist/src/main.js'], { MIGRATIONS_RUN: 'false' });
    try {
      await eventually(async () => expect(await health()).toBe(200));
      const curl = [
        '--fail',
        '--silent',
        '--show-error',
        '--max-time',
        '4',
        `http://localhost:${PORT}/ml/health`,
      ];
      expect(execFileSync('curl', curl, { encoding: 'utf8' })).toContain('"environment":"production"');
      const logs = join(image.workdir, 'logs');
      expect(readdirSync(logs).map((name) => statSync(join(logs, name)).uid)).toContain(USER.uid);
    } finally {
      service.kill('SIGTERM');
    }
    const [code] = (await once(service, 'close')) as [number | null];
    expect(code).toBe(0);
  });

  it('hands a root-owned ./logs to its user with two capabilities only, as prepare-logs does', () => {
    const logs = join(folder, 'bind-mounted-logs');
    mkdirSync(join(logs, 'old'), { recursive: true, mode: 0o700 });
    chownSync(join(logs, 'old'), 4242, 4242);
    const capabilities = '-all,+chown,+dac_read_search';
    execFileSync('setpriv', [
      ...['--bounding-set', capabilities, '--inh-caps', capabilities, '--no-new-privs'],
      ...['chown', '-R', '1000:1000', logs],
    ]);
    expect([logs, join(logs, 'old')].map((path) => statSync(path).uid)).toEqual([USER.uid, USER.uid]);
  });
});
