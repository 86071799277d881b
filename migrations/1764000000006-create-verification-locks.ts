import { SqlMigration } from './sql-migration.js';

export class CreateVerificationLocks1764000000006 extends SqlMigration {
  protected readonly sqlFile = '006_create_verification_locks';
}
