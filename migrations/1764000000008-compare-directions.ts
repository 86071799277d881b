import { SqlMigration } from './sql-migration.js';

export class CompareDirections1764000000008 extends SqlMigration {
  protected readonly sqlFile = '008_compare_directions';
}
