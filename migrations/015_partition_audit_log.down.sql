-- The one table again, with every entry as it is. Not after a part was removed: nothing before knows of checkpoints.
DO $$
BEGIN
    IF EXISTS (SELECT FROM audit_checkpoints) THEN
        RAISE EXCEPTION 'audit_log goes on from a checkpoint, which earlier versions do not know';
    END IF;
    CREATE TABLE audit_log_whole (LIKE audit_log INCLUDING CONSTRAINTS);
    INSERT INTO audit_log_whole SELECT * FROM audit_log;
    DROP TABLE audit_log;
    ALTER TABLE audit_log_whole RENAME TO audit_log;
    ALTER TABLE audit_log ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);
    CREATE INDEX idx_audit_log_subject ON audit_log (subject, at);
END $$;

DROP TABLE audit_checkpoints;
DROP FUNCTION audit_log_begin_partition();
DROP FUNCTION audit_log_due_partition();
DROP FUNCTION audit_log_protect_partition(regclass);
DROP FUNCTION audit_log_next_id();
DROP FUNCTION audit_log_chain();
DROP FUNCTION audit_log_end();
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

CREATE TRIGGER audit_log_chain BEFORE INSERT ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_chain();
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse();
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
