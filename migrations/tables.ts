/** Every table of the service, and what it needs to do there. `typeorm_migrations` says which migrations have run. */
export const TABLES: Readonly<Record<string, readonly Right[]>> = {
  face_encodings: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  enrolled_users: ['SELECT', 'UPDATE'],
  gallery_counts: ['SELECT'],
  face_template_sources: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  face_templates: ['SELECT', 'UPDATE'],
  face_vectors: ['SELECT', 'INSERT'],
  face_half_vectors: ['SELECT'],
  consents: ['SELECT', 'INSERT', 'UPDATE'],
  duplicate_scan: ['SELECT', 'INSERT', 'UPDATE'],
  duplicate_pairs: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  verification_locks: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  search_locks: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  liveness_sessions: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  revoked_tokens: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  audit_log: ['SELECT', 'INSERT'],
  audit_checkpoints: ['SELECT'],
  replica_settings: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  erasures: ['SELECT'],
  typeorm_migrations: ['SELECT'],
};

/** What the service calls itself; triggers' functions need no right. */
export const FUNCTIONS = [
  'refresh_face_templates',
  'face_encoding_numbers',
  'audit_log_field',
  'audit_log_end',
  'audit_log_next_id',
  'audit_log_begin_partition',
] as const;

/** Tables whose rows it numbers by a sequence. */
export const NUMBERED = ['face_encodings', 'duplicate_pairs'] as const;

export type Right = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
