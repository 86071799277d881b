-- What each replica says of itself once a minute, for operators: host, version, and whether it keeps up. {}: one from before this column.
ALTER TABLE replica_settings ADD COLUMN IF NOT EXISTS about jsonb NOT NULL DEFAULT '{}';
