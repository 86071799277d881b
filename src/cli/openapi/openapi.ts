import { writeFile } from 'node:fs/promises';
import { print, STANDARD_STREAM } from '../program/output.js';
import { previewOpenApiDocument } from './openapi-preview.js';

/** Needs no database and loads no network. @param target a file, or `-` for stdout */
export async function writeOpenApi(target: string): Promise<void> {
  const text = `${JSON.stringify(await previewOpenApiDocument(), null, 2)}\n`;
  await (target === STANDARD_STREAM ? print(text) : writeFile(target, text));
}
