-- What was revoked from anon and authenticated stays revoked.
DO $$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT polname, polrelid::regclass AS name FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
        WHERE relnamespace = current_schema()::regnamespace AND polname LIKE 'granted to %'
    LOOP
        EXECUTE format('DROP POLICY %I ON %s', item.polname, item.name);
    END LOOP;
    FOR item IN
        SELECT to_regclass(name) AS name FROM unnest(ARRAY[
            'face_encodings', 'enrolled_users', 'gallery_counts', 'face_template_sources', 'face_templates', 'face_vectors',
            'face_half_vectors', 'verification_locks', 'search_locks', 'audit_log', 'typeorm_migrations'
        ]) AS name WHERE to_regclass(name) IS NOT NULL
    LOOP
        EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', item.name);
    END LOOP;
    FOR item IN
        SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace AND proname ~ (
            '^(face_encodings_|face_templates_|face_vectors_|face_half_vectors_|face_encoding_numbers$'
            || '|refresh_enrolled_users$|refresh_face_templates$|fold_gallery_counts$|audit_log_)')
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', item.name);
    END LOOP;
END $$;
