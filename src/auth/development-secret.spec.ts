import { mkdtempSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { AppConfig } from '../config/app-config.js';
import { loadEnv } from '../config/load-env.js';
import { publishDevelopmentSecret, readDevelopmentSecret } from './development-secret.js';

const folder = temporaryFolder('secret-');
const configOf = (env: Record<string, string> = {}) => new AppConfig(loadEnv({ DATA_PATH: folder, ...env }));

it('another process on the same data folder reads the secret of the latest start', () => {
  expect(readDevelopmentSecret(configOf())).toBeUndefined();
  publishDevelopmentSecret(configOf());
  const latest = configOf();
  publishDevelopmentSecret(latest);
  expect(readDevelopmentSecret(configOf())).toBe(latest.jwtSecretKey);
  expect(statSync(join(folder, 'development-jwt-secret')).mode & 0o777).toBe(0o600);
});

it.each([
  ['a configured secret', { JWT_SECRET_KEY: 'a secret that only the tests know, and long' }],
  ['staging', { ENVIRONMENT: 'staging' }],
])('neither written nor read with %s', (_, env) => {
  const DATA_PATH = mkdtempSync(join(folder, 'other-'));
  publishDevelopmentSecret(configOf({ ...env, DATA_PATH }));
  expect(readDevelopmentSecret(configOf({ DATA_PATH }))).toBeUndefined();
  publishDevelopmentSecret(configOf({ DATA_PATH }));
  expect(readDevelopmentSecret(configOf({ ...env, DATA_PATH }))).toBeUndefined();
});
