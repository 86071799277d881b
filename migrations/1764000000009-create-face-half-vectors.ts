import { SqlMigration } from './sql-migration.js';

export class CreateFaceHalfVectors1764000000009 extends SqlMigration {
  protected readonly sqlFile = '009_create_face_half_vectors';
}
