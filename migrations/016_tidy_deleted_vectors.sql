-- Rows that hold what was computed of a face are vacuumed soon after their deletion, however large the table is: by default a
-- fifth of it would have to be dead first. Runs again after each run of the migrations, since pgvector's tables come later.
DO $$
DECLARE
    item record;
    wanted CONSTANT text[] := ARRAY['autovacuum_vacuum_scale_factor=0', 'autovacuum_vacuum_threshold=20'];
BEGIN
    FOR item IN
        SELECT c.oid::regclass AS name FROM pg_class AS c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE')
          AND c.relname IN ('face_encodings', 'face_templates', 'face_vectors', 'face_half_vectors', 'liveness_sessions')
          AND NOT coalesce(c.reloptions @> wanted, false)
    LOOP
        EXECUTE format('ALTER TABLE %s SET (%s, %s)', item.name,
            array_to_string(wanted, ', '), 'toast.' || array_to_string(wanted, ', toast.'));
    END LOOP;
END $$;
