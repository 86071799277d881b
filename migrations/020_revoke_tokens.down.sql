ALTER TABLE liveness_sessions DROP COLUMN IF EXISTS creator_scopes;
DROP TABLE IF EXISTS revoked_tokens;
