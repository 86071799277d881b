import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppConfig } from '../config/app-config.js';

/**
 * In development without JWT_SECRET_KEY each start makes its own secret. It lies in the data folder, readable by its
 * owner only, for as long as the service runs, so that `npm run token` can mint tokens that this service accepts.
 */
export function publishDevelopmentSecret(config: AppConfig): void {
  if (!isTemporary(config)) return;
  const file = fileOf(config);
  mkdirSync(config.dataPath, { recursive: true });
  // An existing file would keep its mode.
  rmSync(file, { force: true });
  writeFileSync(file, config.jwtSecretKey, { mode: 0o600 });
  process.once('exit', () => {
    rmSync(file, { force: true });
  });
}

/** The secret of the development service that runs on this data folder, if any. */
export function readDevelopmentSecret(config: AppConfig): string | undefined {
  if (!isTemporary(config)) return undefined;
  try {
    return readFileSync(fileOf(config), 'utf8');
  } catch {
    return undefined;
  }
}

function isTemporary({ env, jwtSecretIsRandom }: AppConfig): boolean {
  return env.ENVIRONMENT === 'development' && jwtSecretIsRandom;
}

function fileOf({ dataPath }: AppConfig): string {
  return join(dataPath, 'development-jwt-secret');
}
