import { readFileSync } from 'node:fs';
import dotenv from 'dotenv';
import { ConfigError, type EnvFault } from './config-error.js';
import {
  type Env,
  type EnvName,
  envSchema,
  ENVIRONMENT_ALIASES,
  REQUIRED_IN_PRODUCTION,
  SECRETS,
} from './env.schema.js';

type RawEnv = Record<string, string | undefined>;

/**
 * Reads and checks all variables at once.
 * @throws ConfigError whose message names every missing and every invalid variable, and never a value
 */
export function loadEnv(source: RawEnv = readEnvironment()): Env {
  const faults: EnvFault[] = [];
  const raw = withSecretFiles(withoutEmpty(source), faults);
  const parsed = envSchema.safeParse(raw);
  for (const name of missingInProduction(raw)) faults.push({ name });
  for (const { path, message } of parsed.error?.issues ?? []) {
    faults.push({ name: path.join('.'), reason: message });
  }
  if (parsed.success) faults.push(...contradictions(parsed.data));
  if (faults.length > 0 || !parsed.success) throw new ConfigError(faults);
  return parsed.data;
}

function contradictions({ AUDIT_RETENTION_DAYS: audit, RETENTION_DAYS: enrolments }: Env): EnvFault[] {
  if (audit === undefined || enrolments === undefined || audit >= enrolments) return [];
  const reason = 'must not be less than RETENTION_DAYS: the audit log says who was recognised when';
  return [{ name: 'AUDIT_RETENTION_DAYS', reason }];
}

/** For tools that need a variable or two: secrets from their files too, nothing checked. */
export function uncheckedEnv(): RawEnv {
  return withSecretFiles(withoutEmpty(readEnvironment()), []);
}

/** The process environment over the `.env` file of the working directory. */
function readEnvironment(): RawEnv {
  const file: RawEnv = {};
  dotenv.config({ processEnv: file, quiet: true });
  return { ...file, ...process.env };
}

/** `NAME=` in a compose file or `.env` means "not set". */
function withoutEmpty(source: RawEnv): RawEnv {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim() !== ''));
}

function withSecretFiles(source: RawEnv, faults: EnvFault[]): RawEnv {
  const env = { ...source };
  for (const name of SECRETS) {
    const path = source[`${name}_FILE`];
    if (path === undefined) continue;
    if (source[name] !== undefined) {
      faults.push({ name, reason: `given twice: as ${name} and as ${name}_FILE` });
      continue;
    }
    try {
      env[name] = readFileSync(path, 'utf8').trim();
    } catch {
      faults.push({ name: `${name}_FILE`, reason: 'cannot be read' });
    }
  }
  return env;
}

function missingInProduction(raw: RawEnv): EnvName[] {
  const environment = ENVIRONMENT_ALIASES.get((raw['ENVIRONMENT'] ?? 'development').toLowerCase());
  if (environment !== 'production') return [];
  return REQUIRED_IN_PRODUCTION.filter((name) => raw[name] === undefined);
}
