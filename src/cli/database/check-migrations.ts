import { join } from 'node:path';
import { MigrationExecutor } from 'typeorm';
import { uncheckedEnv } from '../../config/load-env.js';
import { compiledSources } from '../../config/package-root.js';
import type { MigratingDataSource } from '../../database/migrating-data-source.js';
import { inTemporaryFolder } from '../program/cleanup.js';
import { print, tell } from '../program/output.js';
import { withDataSource } from './open-database.js';

const ENTITIES = [join(compiledSources, '**', '*.entity.js')];

/**
 * Whether the entities and the schema that the migrations make are the same; tells the SQL that a missing migration would hold.
 * Looks at a new embedded database and, where DATABASE_URL is set, at that one, which it does not change.
 */
export function checkMigrations(): Promise<boolean> {
  return inTemporaryFolder('twoinone-drift-', async (folder) => {
    const isMade = await check('embedded database', undefined, folder);
    const { DATABASE_URL } = uncheckedEnv();
    const isThere = DATABASE_URL === undefined || (await check('DATABASE_URL', DATABASE_URL, folder));
    return isMade && isThere;
  });
}

function check(name: string, databaseUrl: string | undefined, folder: string): Promise<boolean> {
  const paths = { dataPath: join(folder, 'data'), cachePath: join(folder, 'cache') };
  return withDataSource({ databaseUrl, ...paths, entities: ENTITIES }, async (dataSource) => {
    if (dataSource.entityMetadatas.length === 0) throw new Error(`no entities in ${ENTITIES.join()}`);
    if (databaseUrl === undefined) await dataSource.runMigrations();
    const pending = await pendingMigrations(dataSource);
    if (pending.length > 0) tell(`${name}: migrations have not run: ${pending.join(', ')}`);
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    for (const { query } of upQueries) tell(`${name}: entities and migrations differ: ${query}`);
    if (upQueries.length === 0) await print(`${name}: entities and migrations agree`);
    return upQueries.length === 0 && pending.length === 0;
  });
}

async function pendingMigrations(dataSource: MigratingDataSource): Promise<string[]> {
  return (await new MigrationExecutor(dataSource).getPendingMigrations()).map(({ name }) => name);
}
