import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { previewOpenApiDocument } from './openapi/openapi-preview.js';
import { runCommand } from './run-command.js';

/** Prints the OpenAPI document, or writes it to `--out FILE`. Needs no database and loads no network. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  const text = `${JSON.stringify(await previewOpenApiDocument(), null, 2)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else await writeFile(values.out, text);
}

runCommand(main);
