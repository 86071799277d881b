import { AppConfig } from '../../config/app-config.js';
import { loadEnv } from '../../config/load-env.js';
import { dataSourceOptions, type DatabaseSettings } from '../../database/data-source-options.js';
import { DatabaseConnectionError } from '../../database/database-start.js';
import { MigratingDataSource } from '../../database/migrating-data-source.js';
import { cleanedUp } from '../program/cleanup.js';

type Work<T> = (dataSource: MigratingDataSource) => Promise<T>;
type Place = Pick<DatabaseSettings, 'databaseUrl' | 'dataPath' | 'cachePath' | 'entities'>;

/** Lends a database to a command. @throws DatabaseConnectionError */
export async function withDataSource<T>(place: Place, work: Work<T>): Promise<T> {
  const dataSource = await open(place);
  return cleanedUp(
    () => dataSource.destroy(),
    () => work(dataSource),
  );
}

/** As `withDataSource`, with the database of the service. @throws ConfigError */
export function withDatabase<T>(
  work: Work<T>,
  entities: NonNullable<DatabaseSettings['entities']> = [],
): Promise<T> {
  const { env, dataPath, cachePath } = new AppConfig(loadEnv());
  return withDataSource({ databaseUrl: env.DATABASE_URL, dataPath, cachePath, entities }, work);
}

async function open(place: Place): Promise<MigratingDataSource> {
  try {
    const settings: DatabaseSettings = { ...place, poolMax: 2, pace: 'maintenance' };
    return await new MigratingDataSource(dataSourceOptions(settings)).initialize();
  } catch (error) {
    throw new DatabaseConnectionError(error, place.databaseUrl);
  }
}
