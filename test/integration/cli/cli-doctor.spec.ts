import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { packageRoot } from '../../../src/config/package-root.js';
import { runCli, SOME_SECRET } from '../../support/processes/run-cli.js';
import { PrivatePostgres, whyNoPostgres } from '../../support/servers/private-postgres.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

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
        JWT_SECRET_KEY: SOME_SECRET,
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
