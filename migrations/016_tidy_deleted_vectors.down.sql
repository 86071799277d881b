DO $$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT c.oid::regclass AS name FROM pg_class AS c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
          AND c.relname IN ('face_encodings', 'face_templates', 'face_vectors', 'face_half_vectors', 'liveness_sessions')
    LOOP
        EXECUTE format('ALTER TABLE %s RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, '
            'toast.autovacuum_vacuum_scale_factor, toast.autovacuum_vacuum_threshold)', item.name);
    END LOOP;
END $$;
