import { SqlMigration } from './sql-migration.js';

export class CreateFaceTemplates1764000000004 extends SqlMigration {
  protected readonly sqlFile = '004_create_face_templates';
}
