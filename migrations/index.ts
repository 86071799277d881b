import { FACE_HALF_VECTORS, FACE_VECTORS } from '../src/faces/gallery/vector-schema.js';
import { readSql, sqlMigration } from './sql-migration.js';

/** Every migration in order. A new one is added here. What pgvector needs, the gallery knows, and sees to at each start. */
export const MIGRATIONS = [
  sqlMigration(1, 'create_face_encodings'),
  sqlMigration(2, 'add_encoding_model'),
  sqlMigration(3, 'create_enrolled_users'),
  sqlMigration(4, 'create_face_templates'),
  sqlMigration(5, 'enable_face_vectors', FACE_VECTORS),
  sqlMigration(6, 'create_verification_locks'),
  sqlMigration(7, 'create_audit_log'),
  sqlMigration(8, 'compare_directions'),
  sqlMigration(9, 'create_face_half_vectors', FACE_HALF_VECTORS),
  sqlMigration(10, 'count_attempts_by_caller'),
  sqlMigration(11, 'protect_tables'),
  sqlMigration(12, 'renew_templates'),
  sqlMigration(13, 'create_search_locks'),
  sqlMigration(14, 'create_liveness_sessions'),
  sqlMigration(15, 'partition_audit_log'),
  sqlMigration(16, 'tidy_deleted_vectors'),
  sqlMigration(17, 'create_replica_settings'),
  sqlMigration(18, 'keep_encoding_quality'),
  sqlMigration(19, 'record_consents'),
  sqlMigration(20, 'revoke_tokens'),
  sqlMigration(21, 'create_duplicate_report'),
  sqlMigration(22, 'remember_erasures'),
  sqlMigration(23, 'describe_replicas'),
  sqlMigration(24, 'end_sessions_of_deleted'),
  sqlMigration(25, 'index_audit_log'),
];

/**
 * Runs after each run of the migrations, pending or not: an extension that was installed since is taken into use, and tables
 * that came since are protected and tidied like the others. Changes nothing where there is nothing to do, or nothing that this role may do.
 */
export const EVERY_RUN = [
  FACE_VECTORS.up,
  FACE_HALF_VECTORS.up,
  readSql('011_protect_tables.sql'),
  readSql('016_tidy_deleted_vectors.sql'),
];
