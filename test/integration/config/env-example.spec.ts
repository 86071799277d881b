import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import dotenv from 'dotenv';
import { envSchema, REQUIRED_IN_PRODUCTION, SECRETS } from '../../../src/config/env.schema.js';
import { loadEnv } from '../../../src/config/load-env.js';
import { packageRoot } from '../../../src/config/package-root.js';

const text = readFileSync(join(packageRoot, '.env.example'), 'utf8');
const compose = readFileSync(join(packageRoot, 'docker-compose.yml'), 'utf8');

/** `NAME=value` lines; a leading `# ` means that the line shows the default. */
const documented = [...text.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name, value]) => ({
  name: name ?? '',
  value: value ?? '',
}));
const interpolated = [...compose.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name ?? '');
const readByService = [...Object.keys(envSchema.shape), ...SECRETS.map((name) => `${name}_FILE`)];
const readByCompose = ['COMPOSE_PROFILES', ...interpolated];

const defaults: Record<string, unknown> = envSchema.parse({});

const filledIn = {
  ...dotenv.parse(text),
  DATABASE_URL: 'postgresql://twoinone:secret@postgres:5432/twoinone',
  SUPABASE_URL: 'https://abcdefgh.supabase.co',
  SUPABASE_ANON_KEY: 'anon',
  JWT_SECRET_KEY: '0f1e9c37a2b84d56e07b6c1d92f3a845',
  ALLOWED_ORIGINS: 'https://app.example.com,https://www.example.com',
};

describe('.env.example', () => {
  it('documents every variable once', () => {
    const names = documented.map(({ name }) => name).sort();
    expect(names).toEqual([...new Set([...readByService, ...readByCompose])].sort());
  });

  it('shows the defaults of the schema', () => {
    const shown = documented.filter(({ value, name }) => value !== '' && name in defaults);
    expect(shown.length).toBeGreaterThan(20);
    for (const { name, value } of shown.filter((each) => each.name !== 'ENVIRONMENT')) {
      expect(`${name}=${value.toLowerCase()}`).toBe(`${name}=${String(defaults[name])}`);
    }
  });

  it('leaves empty what has no default', () => {
    const empty = documented.filter(({ value, name }) => value === '' && name in envSchema.shape);
    for (const { name } of empty) expect([name, defaults[name]]).toEqual([name, undefined]);
  });

  it('refuses to start as it is, naming what to fill in', () => {
    expect(() => loadEnv(dotenv.parse(text))).toThrow(
      `Missing env vars: ${REQUIRED_IN_PRODUCTION.join(', ')}`,
    );
  });

  it('starts once the required values are filled in', () => {
    const env = loadEnv(filledIn);
    expect(env.ENVIRONMENT).toBe('production');
    expect(env).toMatchObject({ FACE_RECOGNITION_THRESHOLD: 0.6, MAX_ENCODINGS_PER_USER: 5, PORT: 8000 });
  });
});
