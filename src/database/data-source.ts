import { join } from 'node:path';
import { AppConfig } from '../config/app-config.js';
import { loadEnv } from '../config/load-env.js';
import { compiledSources } from '../config/package-root.js';
import { dataSourceOptions } from './data-source-options.js';
import { MigratingDataSource } from './migrating-data-source.js';

const { env, dataPath, cachePath } = new AppConfig(loadEnv());

/** What the TypeORM command line works on (`-d dist/src/database/data-source.js`): the same database as the service. */
export default new MigratingDataSource(
  dataSourceOptions({
    databaseUrl: env.DATABASE_URL,
    dataPath,
    cachePath,
    poolMax: 2,
    entities: [join(compiledSources, '**', '*.entity.js')],
    pace: 'maintenance',
  }),
);
