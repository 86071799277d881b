// Redocly's recommended rules on the OpenAPI document of stdin; prints a line for each fault. A program of its own: the library is
// ESM only, which jest on Node 20 cannot load.
import { text } from 'node:stream/consumers';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const config = await createConfig({ extends: ['recommended'] });
const problems = await lintFromString({ source: await text(process.stdin), config });
for (const { ruleId, message, location } of problems) {
  process.stdout.write(`${ruleId}: ${message} ${location[0]?.pointer ?? ''}\n`);
}
