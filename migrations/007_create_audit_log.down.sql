-- Reverting must not be a way to lose the record: the table goes only when it is empty.
DO $$
BEGIN
    IF EXISTS (SELECT FROM audit_log) THEN
        RAISE EXCEPTION 'audit_log holds entries; it is not dropped';
    END IF;
END $$;

DROP TABLE audit_log;
DROP FUNCTION IF EXISTS audit_log_chain();
DROP FUNCTION IF EXISTS audit_log_refuse();
DROP FUNCTION IF EXISTS audit_log_field(text);
