-- Who enrolled, verified or deleted whom, when, with which outcome: no image, no encoding. Append-only, and chained: each
-- entry's hash covers the hash before it, so that a change, a removal or an insertion in the past breaks every later hash.
-- `npm run audit:verify` checks it. What the chain cannot show by itself, a cut-off end, shows against a hash noted earlier.

CREATE TABLE IF NOT EXISTS audit_log (
    -- Without gaps: from the trigger, since a sequence leaves gaps that look like removals.
    id bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    actor varchar(255),
    actor_role varchar(16) NOT NULL,
    action varchar(32) NOT NULL,
    subject varchar(255),
    outcome varchar(64) NOT NULL,
    model varchar(100),
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL
);
-- What was done with the data of one person, and when it was last used (RETENTION_DAYS).
CREATE INDEX IF NOT EXISTS idx_audit_log_subject ON audit_log (subject, at);

-- A field of the hashed text: its length in bytes, a colon, its UTF-8; a missing one is "-". No two entries share a text.
CREATE OR REPLACE FUNCTION audit_log_field(field text) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN field IS NULL THEN convert_to('-', 'UTF8')
        ELSE convert_to(octet_length(convert_to(field, 'UTF8')) || ':', 'UTF8') || convert_to(field, 'UTF8')
    END;
$$;

CREATE OR REPLACE FUNCTION audit_log_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_id bigint;
    last_hash bytea;
BEGIN
    -- Held until the end of the transaction: the next writer then sees this entry. Each statement here has a snapshot of its own.
    PERFORM pg_advisory_xact_lock(hashtextextended('audit_log', 0));
    SELECT id, hash INTO last_id, last_hash FROM audit_log ORDER BY id DESC LIMIT 1;
    NEW.id := coalesce(last_id, 0) + 1;
    NEW.at := clock_timestamp();
    NEW.previous_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
    NEW.hash := sha256(
        NEW.previous_hash
        || audit_log_field(NEW.id::text)
        || audit_log_field(to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
        || audit_log_field(NEW.actor)
        || audit_log_field(NEW.actor_role)
        || audit_log_field(NEW.action)
        || audit_log_field(NEW.subject)
        || audit_log_field(NEW.outcome)
        || audit_log_field(NEW.model)
    );
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_log is append-only';
END $$;

DROP TRIGGER IF EXISTS audit_log_chain ON audit_log;
CREATE TRIGGER audit_log_chain BEFORE INSERT ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_chain();
DROP TRIGGER IF EXISTS audit_log_append_only ON audit_log;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse();
