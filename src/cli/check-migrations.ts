import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSourceOptions } from '../database/data-source-options.js';
import { MigratingDataSource } from '../database/migrating-data-source.js';
import { PrivatePostgres, whyNoPostgres } from '../../test/support/private-postgres.js';

/**
 * Fails when the entities and the schema that the migrations make have drifted apart, on both databases: prints the SQL
 * that a missing migration would hold.
 */
const folder = mkdtempSync(join(tmpdir(), 'twoinone-drift-'));
const reason = whyNoPostgres();
const postgres = reason === null ? await PrivatePostgres.start({ fsync: false }) : null;
try {
  await check('embedded database', undefined);
  if (postgres === null) console.log(`PostgreSQL: skipped, ${reason}`);
  else await check('PostgreSQL', postgres.url);
} finally {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function check(name: string, databaseUrl: string | undefined): Promise<void> {
  const entities = [join(import.meta.dirname, '../../src/**/*.entity.js')];
  const paths = { dataPath: join(folder, 'data'), cachePath: join(folder, 'cache') };
  const dataSource = new MigratingDataSource(
    dataSourceOptions({ databaseUrl, ...paths, poolMax: 2, entities, pace: 'maintenance' }),
  );
  await dataSource.initialize();
  try {
    if (dataSource.entityMetadatas.length === 0) throw new Error(`no entities in ${entities.join()}`);
    await dataSource.runMigrations();
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    for (const { query } of upQueries) console.error(`${name}: entities and migrations differ: ${query}`);
    if (upQueries.length > 0) process.exitCode = 1;
    else console.log(`${name}: entities and migrations agree`);
  } finally {
    await dataSource.destroy();
  }
}
