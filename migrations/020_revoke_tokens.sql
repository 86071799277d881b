-- Tokens that are refused before they end: one by its id (jti), or all of a user (sub) that were issued until then. Every replica reads
-- all of it every few seconds.
CREATE TABLE IF NOT EXISTS revoked_tokens (
    kind varchar(3) NOT NULL CHECK (kind IN ('jti', 'sub')),
    value varchar(255) NOT NULL,
    revoked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (kind, value)
);

-- What whoever began a session was allowed, beside their role.
ALTER TABLE liveness_sessions ADD COLUMN IF NOT EXISTS creator_scopes varchar(20)[] NOT NULL DEFAULT '{}';
