import { SqlMigration } from './sql-migration.js';

export class EnableFaceVectors1764000000005 extends SqlMigration {
  protected readonly sqlFile = '005_enable_face_vectors';
}
