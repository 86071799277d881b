-- The audit log in partitions, so that its past can be removed after AUDIT_RETENTION_DAYS without a DELETE. Partitions are ranges
-- of ids: each holds one stretch of the chain, whatever a clock did, and dropping the oldest leaves a chain that goes on from a
-- checkpoint. The table that was there becomes the first partition as it is, in the moment that its renaming takes.

-- Where the chain goes on after a part of it was removed. `mark` is an HMAC under AUDIT_KEY, which the database does not have.
CREATE TABLE IF NOT EXISTS audit_checkpoints (
    last_id bigint PRIMARY KEY,
    first_id bigint NOT NULL,
    last_hash bytea NOT NULL,
    newest timestamptz NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    mark varchar(64)
);

-- The entry that the next one follows; nothing at the very beginning.
CREATE OR REPLACE FUNCTION audit_log_end() RETURNS TABLE (last_id bigint, last_hash bytea) LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY SELECT id, hash FROM audit_log ORDER BY id DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN QUERY SELECT c.last_id, c.last_hash FROM audit_checkpoints AS c ORDER BY c.last_id DESC LIMIT 1;
    END IF;
END $$;

-- As the default of `id`, since it decides about the partition before any trigger runs.
CREATE OR REPLACE FUNCTION audit_log_next_id() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    -- Held until the end of the transaction: the next writer then sees this entry. Each statement here has a snapshot of its own.
    PERFORM pg_advisory_xact_lock(hashtextextended('audit_log', 0));
    RETURN coalesce((SELECT last_id FROM audit_log_end()), 0) + 1;
END $$;

CREATE OR REPLACE FUNCTION audit_log_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('audit_log', 0));
    SELECT last_id, last_hash INTO before FROM audit_log_end();
    IF NEW.id <> coalesce(before.last_id, 0) + 1 THEN
        RAISE EXCEPTION 'audit_log numbers its entries by itself';
    END IF;
    NEW.at := clock_timestamp();
    NEW.previous_hash := coalesce(before.last_hash, decode(repeat('00', 32), 'hex'));
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

-- What a partition does not have from its parent: nobody changes it directly either, and nobody but the owner sees it.
CREATE OR REPLACE FUNCTION audit_log_protect_partition(partition regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    clients text;
BEGIN
    SELECT concat_ws(', ', 'PUBLIC', string_agg(quote_ident(rolname), ', ')) INTO clients
    FROM pg_roles WHERE rolname IN ('anon', 'authenticated');
    EXECUTE format('REVOKE ALL ON TABLE %s FROM %s', partition, clients);
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', partition);
    EXECUTE format('DROP TRIGGER IF EXISTS audit_log_append_only ON %s', partition);
    EXECUTE format('CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
        'FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse()', partition);
END $$;

-- The partition in use, its bounds and its last entry, when a month has begun since its first one, or when it is full: what it
-- holds is read once when it ends, while everybody waits. No row otherwise.
CREATE OR REPLACE FUNCTION audit_log_due_partition() RETURNS TABLE (part regclass, bounds text, last_id bigint)
    LANGUAGE plpgsql AS $$
DECLARE
    entries_max CONSTANT bigint := 1000000;
    first_id bigint;
    begun timestamp;
BEGIN
    SELECT c.oid, pg_get_expr(c.relpartbound, c.oid) INTO part, bounds
    FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'audit_log'::regclass AND pg_get_expr(c.relpartbound, c.oid) LIKE '%TO (MAXVALUE)';
    EXECUTE format('SELECT min(id), max(id) FROM %s', part) INTO first_id, last_id;
    SELECT at AT TIME ZONE 'UTC' INTO begun FROM audit_log WHERE id = first_id;
    IF begun < date_trunc('month', now() AT TIME ZONE 'UTC') OR last_id - first_id + 1 >= entries_max THEN
        RETURN NEXT;
    END IF;
END $$;

-- Ends the partition in use and begins the next one where that is due. Returns whether it did. As the owner, since the role
-- that serves makes no tables.
CREATE OR REPLACE FUNCTION audit_log_begin_partition() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    due record;
    next_id bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM audit_log_due_partition()) THEN
        RETURN false;
    END IF;
    LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE;
    -- Another replica may have been faster.
    SELECT * INTO due FROM audit_log_due_partition();
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    next_id := due.last_id + 1;
    EXECUTE format('ALTER TABLE audit_log DETACH PARTITION %s', due.part);
    EXECUTE format('ALTER TABLE audit_log ATTACH PARTITION %s %s',
        due.part, replace(due.bounds, 'TO (MAXVALUE)', format('TO (%s)', next_id)));
    EXECUTE format('CREATE TABLE %I PARTITION OF audit_log FOR VALUES FROM (%s) TO (MAXVALUE)', 'audit_log_' || next_id, next_id);
    PERFORM audit_log_protect_partition(('audit_log_' || next_id)::regclass);
    RETURN true;
END $$;

DO $$
DECLARE
    held record;
BEGIN
    IF (SELECT relkind = 'p' FROM pg_class WHERE oid = 'audit_log'::regclass) THEN
        RETURN;
    END IF;
    DROP TRIGGER audit_log_chain ON audit_log;
    ALTER TABLE audit_log RENAME CONSTRAINT audit_log_pkey TO audit_log_1_pkey;
    ALTER INDEX idx_audit_log_subject RENAME TO audit_log_1_subject_at_idx;
    ALTER TABLE audit_log RENAME TO audit_log_1;

    CREATE TABLE audit_log (
        -- Without gaps, unlike a sequence's, whose gaps look like removals.
        id bigint PRIMARY KEY DEFAULT audit_log_next_id(),
        at timestamptz NOT NULL,
        actor varchar(255),
        actor_role varchar(16) NOT NULL,
        action varchar(32) NOT NULL,
        subject varchar(255),
        outcome varchar(64) NOT NULL,
        model varchar(100),
        previous_hash bytea NOT NULL,
        hash bytea NOT NULL
    ) PARTITION BY RANGE (id);
    CREATE INDEX idx_audit_log_subject ON audit_log (subject, at);
    ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
    -- Bounds that every id is within: nothing is read to see whether they hold.
    ALTER TABLE audit_log ATTACH PARTITION audit_log_1 FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
    CREATE TRIGGER audit_log_chain BEFORE INSERT ON audit_log
        FOR EACH ROW EXECUTE FUNCTION audit_log_chain();
    CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
        FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse();
    -- What others were granted they keep, now on the whole.
    FOR held IN
        SELECT r.rolname, privilege_type FROM pg_class AS c, aclexplode(c.relacl) JOIN pg_roles AS r ON r.oid = grantee
        WHERE c.oid = 'audit_log_1'::regclass AND grantee <> c.relowner
    LOOP
        EXECUTE format('GRANT %s ON audit_log TO %I', held.privilege_type, held.rolname);
        EXECUTE format('REVOKE ALL ON audit_log_1 FROM %I', held.rolname);
    END LOOP;
    PERFORM audit_log_protect_partition('audit_log_1');
END $$;

-- As 011 sets it, also when this file runs again.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION audit_log_begin_partition() SET search_path = %I, pg_temp', current_schema());
END $$;
