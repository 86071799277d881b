import { execFile } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceProcess } from '../../../src/cli/demo/service-process.js';
import { packageRoot } from '../../../src/config/package-root.js';
import { portraitOf, SAMPLE_FACES } from '../../../src/samples/sample-faces.js';
import { PrivatePostgres, whyNoPostgres } from '../../support/servers/private-postgres.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** As in a clone of the project: there it is where `npm` and `npx` run, whatever the folder that the commands are typed in. */
const SHELL = `
  npm() { (cd ${packageRoot} && command npm "$@"); }
  npx() { shift; node ${join(packageRoot, 'bin', 'twoinone.js')} "$@"; }
  git() { (cd ${packageRoot} && command git "$@"); }
`;
/** What a machine without Docker, and a test that installs nothing, leaves out; `demo` has a test of its own. */
const LEFT_OUT = /^(docker|nano |npm ci|npm start|npx twoinone (serve|demo))/;
const SECRETS = {
  JWT_SECRET_KEY: 'jwt-5b1c7e0f2a9d4c63b8e7f1a05d3c9e24',
  SUPABASE_ANON_KEY: 'anon-9f1a05d3c9e245b1c7e0f2a9d4c63b8e',
  POSTGRES_PASSWORD: 'password-c9e245b1c7e0f2a9d4c63b8e9f1a',
};

interface Typed {
  /** What the shell printed, and what it said of faults. */
  said: string;
  code: number | null;
}

/** The blocks of commands below a heading, and the text around them. */
function section(document: string, heading: string): { text: string; blocks: string[] } {
  const whole = readFileSync(join(packageRoot, 'docs', document), 'utf8');
  const text = whole.split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}`)) ?? '';
  return { text, blocks: [...text.matchAll(/```bash\n([^]*?)```/g)].map(([, block = '']) => block) };
}

const lines = (block: string): string[] =>
  block.split('\n').filter((line) => line !== '' && !LEFT_OUT.test(line));

function typed(commands: string, cwd: string, env: Record<string, string>): Promise<Typed> {
  const { PATH = '', HOME = '' } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      'bash',
      ['-c', `${SHELL}\n${commands}`],
      { cwd, env: { PATH, HOME, ...env } },
      (_, stdout, stderr) => {
        resolve({ said: stdout + stderr, code: child.exitCode });
      },
    );
  });
}

describe('INSTALLATION_FACILE.md, on one’s own machine', () => {
  const { text, blocks } = section('INSTALLATION_FACILE.md', '3.');
  const folder = temporaryFolder('twoinone-guide-');
  let env: Record<string, string>;
  let service: ServiceProcess;

  beforeAll(async () => {
    env = {
      ENVIRONMENT: 'development',
      JWT_SECRET_KEY: SECRETS.JWT_SECRET_KEY,
      DATA_PATH: join(folder, 'data'),
      LOGS_PATH: join(folder, 'logs'),
    };
    service = await ServiceProcess.start(env);
  });

  afterAll(() => service.stop());

  it('enrols, recognises, lists and deletes the first face, with the answers that it promises', async () => {
    const [commands = ''] = blocks;
    const { said, code } = await typed(
      `set -e\n${commands.replaceAll('http://localhost:8000', service.url)}`,
      folder,
      env,
    );
    const promised = [...text.matchAll(/`(\{?"[^`]*)`/g)].map(([, answer = '']) => answer);
    expect(promised).toHaveLength(3);
    for (const answer of [...promised, '{"enrolled_users":["ada"],"total_count":1}'])
      expect(said).toContain(answer);
    expect(code).toBe(0);
  });
});

const missing = whyNoPostgres();
if (missing !== null) console.log(`skipped: ${missing}`);

(missing === null ? describe : describe.skip)('with a PostgreSQL of one’s own', () => {
  const folder = temporaryFolder('twoinone-guide-');
  let postgres: PrivatePostgres;
  let env: Record<string, string>;
  let service: ServiceProcess;

  beforeAll(async () => {
    postgres = await PrivatePostgres.start({ fsync: false });
    env = {
      ENVIRONMENT: 'production',
      DATABASE_URL: postgres.url,
      SUPABASE_URL: 'https://project.supabase.example',
      ALLOWED_ORIGINS: 'https://app.example.com',
      LOGS_PATH: join(folder, 'logs'),
      ...SECRETS,
    };
    writeFileSync(
      join(folder, '.env'),
      Object.entries(env)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    mkdirSync(join(folder, 'personnes', 'ada'), { recursive: true });
    writeFileSync(join(folder, 'personnes', 'ada', '1.jpg'), await portraitOf(SAMPLE_FACES.ada));
    service = await ServiceProcess.start(env);
  });

  afterAll(async () => {
    await service.stop();
    await postgres.stop();
  });

  describe('INSTALLATION_FACILE.md', () => {
    it('begins with the example and with keys', async () => {
      copyFileSync(join(packageRoot, '.env.example'), join(folder, '.env.example'));
      const elsewhere = join(folder, 'new');
      mkdirSync(elsewhere);
      copyFileSync(join(packageRoot, '.env.example'), join(elsewhere, '.env.example'));
      const [block = ''] = section('INSTALLATION_FACILE.md', '4.').blocks;
      const { said, code } = await typed(`set -e\n${lines(block).join('\n')}`, elsewhere, {});
      expect(said).toMatch(/^[0-9a-f]{64}\n[0-9a-f]{64}\n$/);
      expect(code).toBe(0);
    });

    it('has the machine looked over before the service is started, and asks it how it is', async () => {
      const { blocks } = section('INSTALLATION_FACILE.md', '4.');
      expect((await typed('npx twoinone doctor', folder, { ...env, PORT: '0' })).said).not.toContain('✗');
      const asked = blocks.flatMap(lines).filter((line) => line.startsWith('curl '));
      expect(asked).toHaveLength(1);
      const url = asked[0]?.replace('http://localhost:8000', service.url) ?? '';
      expect((await typed(url, folder, {})).said).toContain('"status":"healthy"');
    });

    it('checks all that there is to check before others come', async () => {
      const [block = ''] = section('INSTALLATION_FACILE.md', '5.').blocks;
      const { said } = await typed(`set -e\n${block}`, folder, env);
      expect(said).toMatch(/\[X\][^]*audit_log is intact[^]*\n1\n\.env\n$/);
      expect(said).not.toContain('[ ]');
    });

    it('finds no secret in the logs, and would find one', async () => {
      const [, block = ''] = section('INSTALLATION_FACILE.md', '5.').blocks;
      expect((await typed(block, folder, {})).said).toBe('contrôle terminé\n');
      const log = join(folder, 'logs', 'planted.log');
      appendFileSync(log, `${SECRETS.JWT_SECRET_KEY} eyJhbGciOiJIUzI1NiJ9.e30.x\n`);
      expect((await typed(block, folder, {})).said).toBe(
        'JWT_SECRET_KEY est dans les logs\nun jeton est dans les logs\ncontrôle terminé\n',
      );
    });
  });

  describe('README_DETAILLE.md', () => {
    const [block = ''] = section('README_DETAILLE.md', 'Commandes').blocks;

    it.each(lines(block))(
      '%s',
      async (command) => {
        const { said, code } = await typed(command, folder, { ...env, PORT: '0' });
        expect({ said, code }).toMatchObject({ code: 0 });
      },
      120_000,
    );

    it('has left nothing out but what has a test of its own', () => {
      expect(lines(block).length).toBe(block.trim().split('\n').length - 1);
    });
  });
});
