import { readVectorTables, rewrite } from '../../faces/enrolment/erasure/vector-tables.js';
import { withDatabase } from '../database/open-database.js';
import { print, tell } from '../program/output.js';

const MEGABYTE = 1024 * 1024;

/** Takes what was computed of deleted faces out of the database's files, however large the tables are. */
export async function erase(): Promise<void> {
  const tables = await withDatabase(async (dataSource) => {
    const run = <T extends object>(sql: string): Promise<T[]> => dataSource.query<T[]>(sql);
    const own = await readVectorTables(run);
    const foreign = own.filter(({ isOwn }) => !isOwn).map(({ name }) => name);
    if (foreign.length > 0) throw new Error(`Only the owner of ${foreign.join(', ')} can do this`);
    for (const table of own) {
      const begun = performance.now();
      await rewrite(run, table);
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      tell(`${table.name}: ${Math.ceil(table.bytes / MEGABYTE)} MB in ${seconds} s`);
    }
    return own;
  });
  await print(`${tables.length} tables hold nothing of deleted encodings any more.`);
}
