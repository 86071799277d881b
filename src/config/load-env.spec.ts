import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { ConfigError } from './config-error.js';
import { loadEnv } from './load-env.js';

const folder = temporaryFolder('env-');
const production = {
  ENVIRONMENT: 'prod',
  DATABASE_URL: 'postgresql://u:p@db/faces?sslmode=require',
  SUPABASE_URL: 'https://ref.supabase.co/',
  SUPABASE_ANON_KEY: 'anon',
  JWT_SECRET_KEY: 'a secret that only the tests know, and long',
  ALLOWED_ORIGINS: 'https://app.example.com, https://www.example.com',
};

const faultOf = (source: Record<string, string>): string => {
  try {
    loadEnv(source);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('loadEnv accepted it');
};

describe('loadEnv', () => {
  it('needs nothing in development', () => {
    expect(loadEnv({})).toMatchObject({
      ENVIRONMENT: 'development',
      PORT: 8000,
      FACE_RECOGNITION_THRESHOLD: 0.6,
    });
  });

  it('accepts a complete production environment', () => {
    expect(loadEnv(production)).toMatchObject({
      ENVIRONMENT: 'production',
      SUPABASE_URL: 'https://ref.supabase.co',
      ALLOWED_ORIGINS: ['https://app.example.com', 'https://www.example.com'],
    });
  });

  it('names every missing and every invalid variable in one line, without a value', () => {
    const message = faultOf({ ENVIRONMENT: 'production', JWT_SECRET_KEY: 'too-short!', PORT: 'eighty' });
    expect(message).toContain(
      'Missing env vars: DATABASE_URL, SUPABASE_URL, SUPABASE_ANON_KEY, ALLOWED_ORIGINS',
    );
    expect(message).toContain('JWT_SECRET_KEY (invalid: must be at least 32 characters)');
    expect(message).toContain('PORT');
    expect(message).not.toContain('too-short!');
    expect(message).not.toContain('\n');
  });

  it('counts a required variable that is invalid among the missing, and others as invalid', () => {
    expect(faultOf({ JWT_SECRET_KEY: 'short', PORT: 'x' })).toMatch(
      /^Missing env vars: JWT_SECRET_KEY \(invalid: must be at least 32 characters\)\. Invalid env vars: PORT \(/,
    );
  });

  it('takes an empty variable for a missing one', () => {
    expect(faultOf({ ...production, SUPABASE_URL: ' ' })).toBe('Missing env vars: SUPABASE_URL');
  });

  it.each([
    ['false', false],
    ['0', false],
    ['true', true],
  ])('reads MIGRATIONS_RUN=%s as %s', (text, expected) => {
    expect(loadEnv({ MIGRATIONS_RUN: text }).MIGRATIONS_RUN).toBe(expected);
  });

  it.each([
    ...['capacitor://localhost', 'ionic://localhost', 'tauri://localhost', 'app://obsidian.md'],
    ...[
      'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
      'http://localhost:3000',
      'https://a.example:8443',
    ],
  ])('accepts the origin %s', (text) => {
    expect(loadEnv({ ALLOWED_ORIGINS: text }).ALLOWED_ORIGINS).toEqual([text]);
  });

  it.each(['https://*.example.com', '*', 'chrome-extension://*'])('says that %s matches nothing', (text) => {
    expect(faultOf({ ALLOWED_ORIGINS: text })).toContain('wildcards match nothing: name each origin exactly');
  });

  it.each([
    'null',
    'file://',
    'file:///a',
    'https://App.example.com',
    'capacitor://localhost/',
    'https://a:443',
  ])('refuses the origin %s, which no browser sends', (text) => {
    expect(faultOf({ ALLOWED_ORIGINS: text })).toContain('must be origins such as');
  });

  it('says which origin an address was meant for', () => {
    expect(faultOf({ ALLOWED_ORIGINS: 'https://App.example.com:443/login' })).toContain(
      'here https://app.example.com',
    );
  });

  it.each([
    ['http://kong:8000', true],
    ['http://supabase.svc.cluster.local', true],
    ['http://10.1.2.3:8000', true],
    ['http://172.31.0.1', true],
    ['http://[fd00::1]:8000', true],
    ['http://127.0.0.1:54321', true],
    ['https://ref.supabase.co', true],
    ['http://ref.supabase.co', false],
    ['http://172.32.0.1', false],
    ['http://8.8.8.8', false],
    ['http://[2001:db8::1]', false],
    ['ftp://kong', false],
  ])('SUPABASE_URL=%s: %s', (text, accepted) => {
    const set = () => loadEnv({ ...production, SUPABASE_URL: text });
    if (accepted) expect(set().SUPABASE_URL).toBe(text);
    else expect(set).toThrow(/SUPABASE_URL \(invalid: must be an https?/);
  });

  it.each(['x'.repeat(32), '0123456789'.repeat(4)])('refuses the guessable secret %s', (text) => {
    expect(faultOf({ JWT_SECRET_KEY: text })).toContain('JWT_SECRET_KEY (invalid: can be guessed');
    expect(faultOf({ METRICS_TOKEN: text })).toContain('METRICS_TOKEN (can be guessed');
  });

  it.each([
    ['24h', 86_400],
    ['90d', 7_776_000],
    ['3600', 3_600],
  ])('reads TOKEN_MAX_AGE=%s', (text, seconds) => {
    expect(loadEnv({ TOKEN_MAX_AGE: text }).TOKEN_MAX_AGE).toBe(seconds);
  });

  it.each(['https://app.example.com/path', '*', 'app.example.com', 'https://a.example/ , b'])(
    'refuses the origin list %s',
    (text) => {
      expect(faultOf({ ALLOWED_ORIGINS: text })).toContain('ALLOWED_ORIGINS');
    },
  );

  it.each([
    ['100%sure', 'not an encoding'],
    ['100%', 'an encoding without its digits'],
    ['%ff', 'an encoding of no character'],
  ])('refuses the database password %s: %s', (password) => {
    const message = faultOf({ DATABASE_URL: `postgresql://u:${password}@db/faces` });
    expect(message).toBe(
      'Missing env vars: DATABASE_URL (invalid: a % in the user, password or database must be written as %25)',
    );
    expect(message).not.toContain(password.replace('%', ''));
  });

  it('keeps the audit log at least as long as what is decided by it', () => {
    expect(loadEnv({ AUDIT_RETENTION_DAYS: '90', RETENTION_DAYS: '90' }).AUDIT_RETENTION_DAYS).toBe(90);
    expect(() => loadEnv({ AUDIT_RETENTION_DAYS: '89', RETENTION_DAYS: '90' })).toThrow(
      'AUDIT_RETENTION_DAYS (must not be less than RETENTION_DAYS',
    );
  });

  it('accepts a database password with an encoded percent sign', () => {
    const url = 'postgresql://u:100%25sure@db/faces';
    expect(loadEnv({ DATABASE_URL: url }).DATABASE_URL).toBe(url);
  });

  it('decodes the headers of the traces, and refuses those that cannot be', () => {
    const { OTEL_EXPORTER_OTLP_HEADERS: headers } = loadEnv({ OTEL_EXPORTER_OTLP_HEADERS: 'a=1%202,b=x=y' });
    expect(headers).toEqual({ a: '1 2', b: 'x=y' });
    expect(faultOf({ OTEL_EXPORTER_OTLP_HEADERS: 'a=%zz' })).toBe(
      'Invalid env vars: OTEL_EXPORTER_OTLP_HEADERS (a % in a value must be written as %25)',
    );
  });

  it.each(['constructor', 'toString', '__proto__', 'test'])('refuses ENVIRONMENT=%s', (text) => {
    expect(faultOf({ ENVIRONMENT: text })).toBe(
      'Invalid env vars: ENVIRONMENT (must be dev, development, staging, prod or production)',
    );
  });

  it('reads a secret from NAME_FILE and refuses both at once', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, `${production.JWT_SECRET_KEY}\n`);
    expect(loadEnv({ JWT_SECRET_KEY_FILE: file }).JWT_SECRET_KEY).toBe(production.JWT_SECRET_KEY);
    expect(faultOf({ JWT_SECRET_KEY_FILE: file, JWT_SECRET_KEY: production.JWT_SECRET_KEY })).toContain(
      'given twice',
    );
    expect(faultOf({ JWT_SECRET_KEY_FILE: '/nowhere' })).toContain(
      'JWT_SECRET_KEY_FILE (invalid: cannot be read)',
    );
  });
});
