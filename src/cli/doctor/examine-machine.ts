import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import type { AppConfig } from '../../config/app-config.js';
import { packageRoot } from '../../config/package-root.js';
import { codeOf } from '../../database/error-code.js';
import { blocker, type Finding, ok, warning } from '../program/findings.js';

export function examineNode(): Finding {
  const manifest = readFileSync(join(packageRoot, 'package.json'), 'utf8');
  const needed = (JSON.parse(manifest) as { engines: { node: string } }).engines.node.replace('>=', '');
  const { node } = process.versions;
  return node.localeCompare(needed, undefined, { numeric: true }) >= 0
    ? ok(`Node ${node}`)
    : blocker(`Node ${node} is too old: install ${needed} or newer`);
}

/** Folders, the signing key and the port. */
export async function examineMachine(config: AppConfig): Promise<Finding[]> {
  const { env, host, dataPath, logsPath, cachePath, jwtSecretIsRandom } = config;
  return [
    jwtSecretIsRandom
      ? warning('JWT_SECRET_KEY is not set: tokens end with the process; openssl rand -hex 32 makes one')
      : ok('JWT_SECRET_KEY is set'),
    isWritable(logsPath)
      ? ok(`log files in ${logsPath}`)
      : warning(`${logsPath} cannot be written, the log is on stdout only: give LOGS_PATH to this user`),
    isWritable(cachePath)
      ? ok(`prepared networks in ${cachePath}`)
      : warning(`${cachePath} cannot be written, each start prepares what is not there: set CACHE_PATH`),
    ...(env.DATABASE_URL === undefined && !isWritable(dataPath)
      ? [blocker(`${dataPath} cannot be written: give DATA_PATH to this user, or set DATABASE_URL`)]
      : []),
    await examinePort(host, env.PORT),
  ];
}

/** Whether this user may write there, or may make it. */
function isWritable(folder: string): boolean {
  if (!existsSync(folder)) return isWritable(dirname(folder));
  try {
    accessSync(folder, constants.W_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

async function examinePort(host: string, port: number): Promise<Finding> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
    return ok(`port ${port} is free`);
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') return blocker(`port ${port}: ${String(error)}`);
    return (await isTheService(port))
      ? ok(`the service answers on port ${port}`)
      : blocker(`port ${port} is in use: end the other program, or set PORT`);
  } finally {
    server.close();
  }
}

async function isTheService(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/ml/health`, {
    signal: AbortSignal.timeout(5_000),
  }).catch(() => undefined);
  return (await response?.text().catch(() => ''))?.includes('ml_libraries') ?? false;
}
