import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppConfig } from '../config/app-config.js';
import { loadEnv } from '../config/load-env.js';
import { publishDevelopmentSecret, readDevelopmentSecret } from './development-secret.js';

const DATA_PATH = mkdtempSync(join(tmpdir(), 'secret-'));
const configOf = (env: Record<string, string> = {}) => new AppConfig(loadEnv({ DATA_PATH, ...env }));

it('another process on the same data folder reads the secret of the latest start', () => {
  expect(readDevelopmentSecret(configOf())).toBeUndefined();
  publishDevelopmentSecret(configOf());
  const latest = configOf();
  publishDevelopmentSecret(latest);
  expect(readDevelopmentSecret(configOf())).toBe(latest.jwtSecretKey);
  expect(statSync(join(DATA_PATH, 'development-jwt-secret')).mode & 0o777).toBe(0o600);
});

it.each([
  ['a configured secret', { JWT_SECRET_KEY: 's'.repeat(32) }],
  ['staging', { ENVIRONMENT: 'staging' }],
])('neither written nor read with %s', (_, env) => {
  const DATA_PATH = mkdtempSync(join(tmpdir(), 'secret-'));
  publishDevelopmentSecret(configOf({ ...env, DATA_PATH }));
  expect(readDevelopmentSecret(configOf({ DATA_PATH }))).toBeUndefined();
  publishDevelopmentSecret(configOf({ DATA_PATH }));
  expect(readDevelopmentSecret(configOf({ ...env, DATA_PATH }))).toBeUndefined();
});
