ALTER TABLE replica_settings DROP COLUMN IF EXISTS about;
