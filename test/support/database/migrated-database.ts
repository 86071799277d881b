import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/config/package-root.js';
import { startDatabase } from '../../../src/database/database-start.js';
import { prepareDataDirectory } from '../../../src/database/embedded/data-template.js';
import { scratchFolder } from '../servers/scratch-folder.js';

const CACHE = join(packageRoot, '.cache');
/** What the tables come from: a change of these is another template. */
const SOURCES = ['migrations', join('src', 'database', 'embedded')];

/** One after the other: two that build the template in one process would share its draft. */
let before: Promise<void> = Promise.resolve();

/**
 * Puts an embedded database whose migrations have run where DATA_PATH is, as a service finds it that ran before: to migrate takes
 * longer than the rest of its start.
 */
export async function migratedDatabase(dataPath: string): Promise<void> {
  before = before.then(() =>
    prepareDataDirectory(join(dataPath, 'postgres'), join(CACHE, 'tests'), version(), migrate),
  );
  await before;
}

async function migrate(pgData: string): Promise<void> {
  const dataPath = scratchFolder('twoinone-migrated-');
  const settings = { databaseUrl: undefined, dataPath, cachePath: CACHE, poolMax: 1, entities: [] };
  const options = { runMigrations: true, log: () => undefined };
  await (await startDatabase({ ...settings, pace: 'maintenance' }, options)).destroy();
  cpSync(join(dataPath, 'postgres'), pgData, { recursive: true });
  rmSync(dataPath, { recursive: true });
}

function version(): string {
  const hash = createHash('sha256').update(readFileSync(join(packageRoot, 'package-lock.json')));
  for (const folder of SOURCES) {
    for (const file of readdirSync(join(packageRoot, folder)).sort()) {
      hash.update(file).update(readFileSync(join(packageRoot, folder, file)));
    }
  }
  return `migrated-${hash.digest('hex').slice(0, 16)}`;
}
