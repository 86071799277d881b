import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { packageRoot } from '../../src/config/package-root.js';

/** Agreed with those who use and maintain the service. */
const TOP_LEVEL =
  'src migrations test models docker .env.example nest-cli.json package.json tsconfig.json jest.config.ts'.split(
    ' ',
  );
const PACKAGES = [
  ...['core', 'common', 'platform-express', 'jwt', 'passport', 'terminus', 'typeorm'].map(
    (name) => `@nestjs/${name}`,
  ),
  ...[
    'passport-jwt',
    'typeorm',
    'pg',
    'multer',
    '@vladmandic/face-api',
    '@tensorflow/tfjs-node',
    'class-validator',
  ],
];

it.each(TOP_LEVEL)('%s is at the top level', (name) => {
  expect(existsSync(join(packageRoot, name))).toBe(true);
});

it.each(PACKAGES)('%s is a dependency', (name) => {
  const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as Record<
    'dependencies' | 'optionalDependencies',
    Record<string, string>
  >;
  expect({ ...manifest.dependencies, ...manifest.optionalDependencies }).toHaveProperty([name]);
});
