import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MigrationExecutor } from 'typeorm';
import { uncheckedEnv } from '../config/load-env.js';
import { compiledSources } from '../config/package-root.js';
import { dataSourceOptions } from '../database/data-source-options.js';
import { DatabaseConnectionError } from '../database/database-start.js';
import { MigratingDataSource } from '../database/migrating-data-source.js';
import { runCommand } from './run-command.js';

/**
 * Fails when the entities and the schema that the migrations make have drifted apart: prints the SQL that a missing migration
 * would hold. Looks at a new embedded database and, where DATABASE_URL is set, at that one, which it does not change.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'twoinone-drift-'));
  try {
    await check('embedded database', undefined, folder);
    const { DATABASE_URL } = uncheckedEnv();
    if (DATABASE_URL !== undefined) await check('DATABASE_URL', DATABASE_URL, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function check(name: string, databaseUrl: string | undefined, folder: string): Promise<void> {
  const entities = [join(compiledSources, '**', '*.entity.js')];
  const paths = { dataPath: join(folder, 'data'), cachePath: join(folder, 'cache') };
  const dataSource = new MigratingDataSource(
    dataSourceOptions({ databaseUrl, ...paths, poolMax: 2, entities, pace: 'maintenance' }),
  );
  await dataSource.initialize().catch((error: unknown) => {
    throw new DatabaseConnectionError(error, databaseUrl);
  });
  try {
    if (dataSource.entityMetadatas.length === 0) throw new Error(`no entities in ${entities.join()}`);
    if (databaseUrl === undefined) await dataSource.runMigrations();
    else await requireMigrated(name, dataSource);
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    for (const { query } of upQueries) console.error(`${name}: entities and migrations differ: ${query}`);
    if (upQueries.length > 0) process.exitCode = 1;
    else console.log(`${name}: entities and migrations agree`);
  } finally {
    await dataSource.destroy();
  }
}

async function requireMigrated(name: string, dataSource: MigratingDataSource): Promise<void> {
  const pending = await new MigrationExecutor(dataSource).getPendingMigrations();
  if (pending.length === 0) return;
  console.error(`${name}: migrations have not run: ${pending.map((each) => each.name).join(', ')}`);
  process.exitCode = 1;
}

runCommand(main);
