import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Env } from './env.schema.js';
import { MIB } from './mebibyte.js';

const DEVELOPMENT_ORIGINS = [3000, 4200, 5173, 8000, 8080].flatMap((port) => [
  `http://localhost:${port}`,
  `http://127.0.0.1:${port}`,
]);

const DEFAULT_RATE_LIMIT_PER_MINUTE = 600;

/** The configuration as the service uses it: every value is present and every path absolute. Built once, at the start. */
export class AppConfig {
  readonly isProduction: boolean;
  /** True when no JWT_SECRET_KEY was given: tokens then end with the process. */
  readonly jwtSecretIsRandom: boolean;
  readonly jwtSecretKey: string;
  /** Made anew at each start and shown where it was started: whoever knows it may have tokens from `/dev/token`. */
  readonly developmentKey = randomBytes(24).toString('base64url');
  /** Address to listen on. In development only this machine is answered, unless HOST says otherwise. */
  readonly host: string;
  readonly allowedOrigins: readonly string[];
  readonly dataPath: string;
  readonly logsPath: string;
  readonly modelsPath: string;
  readonly cachePath: string;
  /** Resident memory from which on an inference process is replaced. */
  readonly inferenceRssMaxBytes: number;
  readonly consoleEnabled: boolean;
  /** Requests per minute and caller; 0: no limit. A developer's scripts and benchmarks are not abuse. */
  readonly rateLimitPerMinute: number;

  constructor(readonly env: Env) {
    this.isProduction = env.ENVIRONMENT === 'production';
    this.host = env.HOST ?? (env.ENVIRONMENT === 'development' ? '127.0.0.1' : '0.0.0.0');
    this.jwtSecretIsRandom = env.JWT_SECRET_KEY === undefined;
    this.jwtSecretKey = env.JWT_SECRET_KEY ?? randomBytes(32).toString('hex');
    this.allowedOrigins =
      env.ALLOWED_ORIGINS ?? (env.ENVIRONMENT === 'development' ? DEVELOPMENT_ORIGINS : []);
    this.dataPath = resolve(env.DATA_PATH);
    this.logsPath = resolve(env.LOGS_PATH);
    this.modelsPath = resolve(env.MODELS_PATH);
    this.cachePath = resolve(env.CACHE_PATH);
    this.inferenceRssMaxBytes = env.INFERENCE_RSS_MAX_MB * MIB;
    this.rateLimitPerMinute =
      env.RATE_LIMIT_PER_MINUTE ?? (env.ENVIRONMENT === 'development' ? 0 : DEFAULT_RATE_LIMIT_PER_MINUTE);
    this.consoleEnabled = env.CONSOLE ?? !this.isProduction;
  }
}
