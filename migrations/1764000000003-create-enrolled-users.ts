import { SqlMigration } from './sql-migration.js';

export class CreateEnrolledUsers1764000000003 extends SqlMigration {
  protected readonly sqlFile = '003_create_enrolled_users';
}
