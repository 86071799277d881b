import { z } from 'zod';
import { durationSeconds } from './duration.js';
import { isGuessable } from './guessable-secret.js';
import { ENGINE_CHOICES, MODEL_NAME } from './inference-choices.js';
import { MIB } from './mebibyte.js';
import { percentDecode } from './percent-decode.js';
import { parsePostgresUrl, PostgresUrlError } from './postgres-url.js';
import { isPrivateHost } from './private-host.js';
import { originFault } from './web-origin.js';

export const ENVIRONMENTS = ['development', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export const ENVIRONMENT_ALIASES: ReadonlyMap<string, Environment> = new Map([
  ['dev', 'development'],
  ['development', 'development'],
  ['staging', 'staging'],
  ['prod', 'production'],
  ['production', 'production'],
]);

const LOG_LEVELS = ['debug', 'info', 'warning', 'error'] as const;

/** UPLOAD_MAX_BYTES when nothing else is configured. */
export const UPLOAD_MAX_MIB = 8;

const int = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const share = z.coerce.number().min(0).max(1);
const flag = z.stringbool();

export const postgresUrl = z.string().superRefine((value, context) => {
  try {
    parsePostgresUrl(value);
  } catch (error) {
    if (!(error instanceof PostgresUrlError)) throw error;
    context.addIssue(error.message);
  }
});

const httpUrl = z
  .string()
  .refine((value) => /^https?:\/\//.test(value) && URL.canParse(value), 'must be an http(s) URL')
  .transform((value) => value.replace(/\/+$/, ''));

/** Keys that decide who somebody is come from there: over the internet only by https. */
const supabaseUrl = httpUrl.refine(
  (value) => {
    const { protocol, hostname } = new URL(value);
    return protocol === 'https:' || isPrivateHost(hostname);
  },
  {
    error: 'must be an https URL, unless the host is in a private network',
    when: ({ issues }) => issues.length === 0,
  },
);

const origin = z.string().superRefine((value, context) => {
  const fault = originFault(value);
  if (fault !== undefined) context.addIssue(fault);
});

const secret = (minChars: number) =>
  z
    .string()
    .min(minChars, { error: `must be at least ${minChars} characters`, abort: true })
    .refine((value) => !isGuessable(value), 'can be guessed: make one with openssl rand -hex 32');

/** As seconds. */
const duration = z.string().transform((value, context) => {
  const seconds = durationSeconds(value);
  if (seconds !== undefined) return seconds;
  context.addIssue('must be a duration such as 24h or 90d');
  return z.NEVER;
});

const origins = z
  .string()
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )
  .pipe(z.array(origin).min(1));

/** 32 bytes, as `openssl rand -hex 32` or `openssl rand -base64 32` print them. */
const templateKey = z.string().transform((value, context) => {
  const key = /^[0-9a-f]{64}$/i.test(value) ? Buffer.from(value, 'hex') : Buffer.from(value, 'base64');
  const isWritten = /^[0-9a-f]{64}$/i.test(value) || /^[A-Za-z0-9+/]{43}=$/.test(value);
  if (isWritten && new Set(key).size >= 8) return key;
  context.addIssue('must be 32 random bytes, as "openssl rand -hex 32" prints them');
  return z.NEVER;
});

/** `name=value,name=value`, values percent-encoded (OpenTelemetry's OTEL_EXPORTER_OTLP_HEADERS). */
const headerList = z
  .string()
  .refine((value) => /^[^=,\s]+=[^,]*(,[^=,\s]+=[^,]*)*$/.test(value), 'must be name=value,name=value')
  .transform((value, context) =>
    Object.fromEntries(
      value.split(',').map((pair) => {
        const [name = '', ...rest] = pair.split('=');
        const decoded = percentDecode(rest.join('='));
        if (decoded === undefined) context.addIssue('a % in a value must be written as %25');
        return [name, decoded ?? ''];
      }),
    ),
  );

/** Every variable that the service reads, with its bounds and default. `NAME_FILE` is accepted for each secret. */
export const envSchema = z.object({
  ENVIRONMENT: z
    .string()
    .toLowerCase()
    .transform((value, context) => {
      const environment = ENVIRONMENT_ALIASES.get(value);
      if (environment !== undefined) return environment;
      context.addIssue('must be dev, development, staging, prod or production');
      return z.NEVER;
    })
    .default('development'),
  HOST: z.string().optional(),
  PORT: int(0, 65_535).default(8000),
  KEEP_ALIVE_S: int(1, 3_600).default(95),
  LOG_LEVEL: z.string().toLowerCase().pipe(z.enum(LOG_LEVELS)).default('info'),
  LOGS_PATH: z.string().default('./logs'),

  DATABASE_URL: postgresUrl.optional(),
  DATA_PATH: z.string().default('./data'),
  MIGRATIONS_RUN: flag.default(true),
  DATABASE_POOL_MAX: int(1, 100).default(10),

  JWT_SECRET_KEY: secret(32).optional(),
  TOKEN_MAX_AGE: duration.default(24 * 3_600),
  SCOPED_TOKEN_MAX_AGE: duration.default(90 * 86_400),
  SUPABASE_URL: supabaseUrl.optional(),
  SUPABASE_ISSUER: httpUrl.optional(),
  SUPABASE_ANONYMOUS_USERS: flag.default(false),
  SUPABASE_ANON_KEY: z.string().min(1).optional(),
  ALLOWED_ORIGINS: origins.optional(),
  LIST_USERS: z.enum(['all', 'admin']).default('all'),

  FACE_RECOGNITION_THRESHOLD: share.default(0.6),
  MAX_ENCODINGS_PER_USER: int(1, 100).default(5),
  MAX_FPIR: z.coerce.number().gt(0).max(1).default(0.01),
  MAX_FMR: z.coerce.number().gt(0).max(1).default(0.001),
  CALIBRATION_FILE: z.string().optional(),
  MAX_REENROLMENT_FMR: z.coerce.number().gt(0).max(1).default(0.01),
  DUPLICATE_POLICY: z.enum(['reject', 'warn', 'off']).default('reject'),
  MAX_DUPLICATE_FPIR: z.coerce.number().gt(0).max(1).default(0.001),
  ANONYMOUS_VERIFY: z.enum(['both', 'identify', 'verify', 'off']).default('both'),
  FAILED_IDENTIFICATIONS_PER_HOUR: int(0, 1_000_000).default(60),
  AUDIT_KEY: secret(32).optional(),
  AUDIT_RETENTION_DAYS: int(1, 36_500).optional(),
  TEMPLATE_KEY: templateKey.optional(),
  TEMPLATE_KEY_PREVIOUS: templateKey.optional(),
  GALLERY_MEMORY_MAX: int(1, 10_000_000).default(100_000),
  QUALITY_CHECKS: flag.default(true),
  UPGRADE_ENROLMENTS: flag.default(true),
  CONSENT_VERSION: z
    .string()
    .regex(/^[\w.-]{1,40}$/, 'must be at most 40 letters, digits, dots and dashes, such as 2026-11')
    .optional(),
  CONSENT_TEXT_FILE: z.string().optional(),
  LIVENESS: z.enum(['off', 'optional', 'enroll', 'required']).default('optional'),
  LIVENESS_STRICT: flag.default(false),

  FACE_ENGINE: z.enum(ENGINE_CHOICES).default('auto'),
  FACE_MODEL: z
    .string()
    .regex(MODEL_NAME, 'must be the name of a folder in MODELS_PATH')
    .default('mobilefacenet'),
  MODELS_PATH: z.string().default('./models'),
  CACHE_PATH: z.string().default('./.cache'),
  INFERENCE_WORKERS: int(1, 64).optional(),
  INFERENCE_QUEUE_MAX: int(1, 10_000).default(32),
  INFERENCE_TIMEOUT_MS: int(100, 120_000).default(10_000),
  INFERENCE_RSS_MAX_MB: int(256, 65_536).default(700),

  UPLOAD_MAX_BYTES: int(1024, 64 * MIB).default(UPLOAD_MAX_MIB * MIB),
  TRUST_PROXY_HOPS: int(0, 10).default(0),
  RATE_LIMIT_PER_MINUTE: int(0, 1_000_000).optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/./, 'must be a redis:// or rediss:// URL')
    .optional(),
  RETENTION_DAYS: int(1, 36_500).optional(),
  CONSOLE: flag.optional(),
  METRICS_TOKEN: secret(16).optional(),
  // Names of the OpenTelemetry specification.
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headerList.optional(),
  OTEL_SERVICE_NAME: z.string().default('twoinone-ml'),
  OTEL_TRACES_SAMPLER_ARG: share.default(1),
});

export type Env = z.output<typeof envSchema>;
export type EnvName = keyof typeof envSchema.shape;

/** Without these a production deployment would guess; nothing is guessed there. */
export const REQUIRED_IN_PRODUCTION = [
  'DATABASE_URL',
  'SUPABASE_URL',
  'SUPABASE_ANON_KEY',
  'JWT_SECRET_KEY',
  'ALLOWED_ORIGINS',
] as const satisfies readonly EnvName[];

/** Values that may be given as a file's path in `NAME_FILE` (Docker and Kubernetes secrets). */
export const SECRETS = [
  'AUDIT_KEY',
  'TEMPLATE_KEY',
  'TEMPLATE_KEY_PREVIOUS',
  'DATABASE_URL',
  'JWT_SECRET_KEY',
  'SUPABASE_ANON_KEY',
  'METRICS_TOKEN',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'REDIS_URL',
] as const satisfies readonly EnvName[];
