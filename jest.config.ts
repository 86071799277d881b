/** @jest-config-loader esbuild-register */
import { readFileSync } from 'node:fs';
import type { Config } from 'jest';

const swcrc = JSON.parse(readFileSync('.swcrc', 'utf8')) as Record<string, unknown>;

const config: Config = {
  rootDir: '.',
  testMatch: ['<rootDir>/{src,test,migrations}/**/*.spec.ts'],
  // Nest 12 and several libraries are ESM only and Jest on Node 20 cannot require ESM: swc compiles them too.
  transform: {
    '\\.[mc]?[jt]s$': [
      '@swc/jest',
      { ...swcrc, swcrc: false, module: { type: 'commonjs' }, sourceMaps: 'inline' },
    ],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|@electric-sql|@opentelemetry/otlp-exporter-base|jose|file-type|strtok3|token-types|uint8array-extras|@tokenizer|@borewit|pino-roll|es-toolkit|uuid|openapi-fetch|nestjs-pino)/)',
  ],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironment: 'node',
  // A context looks each global up: with `Math` at hand src/evaluation/calibrate takes 2.9 s of processor time, not 5.5.
  sandboxInjectedGlobals: ['Math'],
  setupFiles: ['<rootDir>/test/support/quick-wasm-start.ts'],
  // Only for tests that hang: on a machine that others keep busy each second of work takes many.
  testTimeout: 300_000,
  maxWorkers: 2,
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts'],
};

export default config;
