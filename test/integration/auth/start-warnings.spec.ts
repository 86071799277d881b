import { runCli } from '../../support/processes/run-cli.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const WARNING = 'JWT_SECRET_KEY is not set: a random one was made, and tokens end with this process';

describe('the start', () => {
  const folder = temporaryFolder('twoinone-start-');
  const start = async (env: Record<string, string>): Promise<{ level: number; msg: string }[]> => {
    const { stdout } = await runCli(['serve'], {
      env: { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none', LOGS_PATH: folder, ...env },
      // What comes next is the database's, which is not there.
      onOutput: (text) => (text.includes('"context":"Database"') ? 'SIGKILL' : undefined),
    });
    const lines = stdout.trim().split('\n');
    return lines.map((line) => JSON.parse(line) as { level: number; msg: string });
  };

  it.each(['development', 'staging'])('warns of a random key in %s', async (ENVIRONMENT) => {
    const log = await start({ ENVIRONMENT });
    expect(log).toContainEqual(expect.objectContaining({ level: 40, msg: WARNING }));
  });

  it('does not warn of a key that was given', async () => {
    const log = await start({
      ENVIRONMENT: 'staging',
      JWT_SECRET_KEY: 'a secret that only the tests know, and long',
    });
    expect(log.length).toBeGreaterThan(0);
    expect(log.map(({ msg }) => msg)).not.toContain(WARNING);
  });
});
