import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { mintToken } from './auth/mint-token.js';
import { SERVICE_NAME, SERVICE_VERSION } from './common/version.js';
import type { AppConfig } from './config/app-config.js';
import { durationText } from './config/duration.js';
import { compiledSources } from './config/package-root.js';

const run = promisify(execFile);
const DAY_S = 24 * 3600;

/** The first thing that operators see; what follows may take some seconds. Never with the database's address in it. */
export function startLine({ env, dataPath }: AppConfig): string {
  const database =
    env.DATABASE_URL === undefined ? `the embedded database in ${shortPath(dataPath)}` : 'PostgreSQL';
  return `${SERVICE_NAME} ${SERVICE_VERSION}, ${env.ENVIRONMENT}, on ${database}: opening it and loading the networks`;
}

/** For the log, in every environment: tokens that stop working with a restart, or on another replica, look like a fault. */
export function secretWarning({ jwtSecretIsRandom }: AppConfig): string | undefined {
  return jwtSecretIsRandom
    ? 'JWT_SECRET_KEY is not set: a random one was made, and tokens end with this process'
    : undefined;
}

/** What a developer needs next: a token and a line that works as pasted. Nothing outside development; never logged. */
export async function welcomeLines(config: AppConfig, port: number): Promise<string> {
  if (config.env.ENVIRONMENT !== 'development') return '';
  const ttlS = Math.min(DAY_S, config.env.TOKEN_MAX_AGE);
  const token = await mintToken({ sub: 'demo-user', ttlS }, config.jwtSecretKey);
  const photo = await samplePortrait(config.dataPath);
  const url = `http://localhost:${port}`;
  return `
Ready. ${config.consoleEnabled ? `Open ${url}/#key=${config.developmentKey} for the console (its key is new at each start), ` : 'Open '}${url}/docs for the API.

A token for "demo-user", valid for ${durationText(ttlS)}, and a first enrolment:

curl -X POST ${url}/ml/enroll-face \\
  -H "Authorization: Bearer ${token}" \\
  -F "file=@${photo}"

`;
}

/** The photographs that ship with face-api show several people; this one shows one. */
async function samplePortrait(dataPath: string): Promise<string> {
  await mkdir(dataPath, { recursive: true });
  const path = join(dataPath, 'sample-portrait.jpg');
  // No decoder in the process that holds the secrets.
  await run(process.execPath, [join(compiledSources, 'samples', 'write-portrait.js'), path], { env: {} });
  return shortPath(path);
}

function shortPath(path: string): string {
  return relative(process.cwd(), path) || path;
}
