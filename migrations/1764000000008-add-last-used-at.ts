import { SqlMigration } from './sql-migration.js';

export class AddLastUsedAt1764000000008 extends SqlMigration {
  protected readonly sqlFile = '008_add_last_used_at';
}
