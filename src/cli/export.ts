import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AppConfig } from '../config/app-config.js';
import { loadEnv } from '../config/load-env.js';
import { dataSourceOptions } from '../database/data-source-options.js';
import { Database } from '../database/database.js';
import { MigratingDataSource } from '../database/migrating-data-source.js';
import { FaceEncoding } from '../faces/enrolment/face-encoding.entity.js';
import { FaceEncodingsRepository } from '../faces/enrolment/face-encodings.repository.js';
import { EXPORT_FORMAT, EXPORT_VERSION } from './import/encodings-file.js';
import { runCommand } from './run-command.js';

const USAGE = 'Usage: npm run export -- FILE [--user USER_ID]';
const PAGE = 500;

/** Writes every encoding, or one user's, to a new file that only its owner can read. `npm run import` reads it. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { user: { type: 'string' } },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new Error(USAGE);
  const { env, dataPath, cachePath } = new AppConfig(loadEnv());
  const dataSource = await new MigratingDataSource(
    dataSourceOptions({
      databaseUrl: env.DATABASE_URL,
      ...{ dataPath, cachePath, poolMax: 1, entities: [FaceEncoding], pace: 'maintenance' },
    }),
  ).initialize();
  // Never over an older export: this may be the only copy.
  const file = openSync(path, 'wx', 0o600);
  try {
    const count = await write(file, new FaceEncodingsRepository(new Database(dataSource)), values.user);
    process.stdout.write(`${count} encodings written to ${path}\n`);
  } finally {
    closeSync(file);
    await dataSource.destroy();
  }
}

async function write(file: number, encodings: FaceEncodingsRepository, userId?: string): Promise<number> {
  const head = { format: EXPORT_FORMAT, version: EXPORT_VERSION, exported_at: new Date().toISOString() };
  writeSync(file, `${JSON.stringify(head).slice(0, -1)},"encodings":[`);
  let count = 0;
  for (let afterId = 0; ;) {
    const rows = await encodings.page(afterId, PAGE, userId);
    for (const { id, ...row } of rows) {
      writeSync(file, `${count === 0 ? '' : ','}\n${JSON.stringify(row)}`);
      afterId = id;
      count++;
    }
    if (rows.length < PAGE) break;
  }
  writeSync(file, '\n]}\n');
  return count;
}

runCommand(main);
