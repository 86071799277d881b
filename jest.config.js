import { readFileSync } from 'node:fs';

const swcrc = JSON.parse(readFileSync('.swcrc', 'utf8'));

/** @type {import('jest').Config} */
export default {
  rootDir: '.',
  testMatch: ['<rootDir>/{src,test,migrations}/**/*.spec.ts'],
  transform: {
    '\\.[mc]?[jt]s$': [
      '@swc/jest',
      { ...swcrc, swcrc: false, module: { type: 'commonjs' }, sourceMaps: 'inline' },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(@nestjs/typeorm|nestjs-pino)/)'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironment: '<rootDir>/test/support/jest/environment.js',
  // Only for tests that hang: on a machine that others keep busy each second of work takes many.
  testTimeout: 300_000,
  maxWorkers: 2,
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts'],
};
