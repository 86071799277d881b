import { SqlMigration } from './sql-migration.js';

export class AddEncodingModel1764000000002 extends SqlMigration {
  protected readonly sqlFile = '002_add_encoding_model';
}
