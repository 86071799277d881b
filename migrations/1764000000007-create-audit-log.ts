import { SqlMigration } from './sql-migration.js';

export class CreateAuditLog1764000000007 extends SqlMigration {
  protected readonly sqlFile = '007_create_audit_log';
}
