import { SqlMigration } from './sql-migration.js';

export class CreateFaceEncodings1764000000001 extends SqlMigration {
  protected readonly sqlFile = '001_create_face_encodings';
}
