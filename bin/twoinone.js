#!/usr/bin/env node
// The service's command, as compiled by `npm run build`.
import { existsSync } from 'node:fs';

const program = new URL('../dist/src/cli/twoinone.js', import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  process.stderr.write('twoinone is not built yet: npm run build\n');
  process.exitCode = 1;
}
