-- Attempts to pass as one user (1:1 verification) that have not succeeded since the last success. Kept in the database, so
-- that replicas count together and a restart forgives nothing.

CREATE TABLE IF NOT EXISTS verification_locks (
    -- Claimed, not necessarily enrolled: a lock must not tell who is.
    user_id varchar(255) PRIMARY KEY,
    -- An attempt counts from its beginning and is taken back when it succeeds or decides nothing.
    failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    locked_until timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS idx_verification_locks_updated_at ON verification_locks (updated_at);
