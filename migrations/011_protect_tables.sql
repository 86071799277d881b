-- Whoever has not been given a right by name has none: row level security on every table, nothing for PUBLIC and for the roles
-- that Supabase gives to browsers (anon, authenticated), and functions that run as their owner see this schema only, whatever
-- tables a caller puts before it. A role that was granted something keeps it. Changes only what needs it and what this role
-- owns; runs again after each run of the migrations, since tables and grants come later too.
DO $$
DECLARE
    our_tables CONSTANT text[] := ARRAY[
        'face_encodings', 'enrolled_users', 'gallery_counts', 'face_template_sources', 'face_templates', 'face_vectors',
        'face_half_vectors', 'consents', 'duplicate_scan', 'duplicate_pairs', 'verification_locks', 'search_locks', 'liveness_sessions',
        'revoked_tokens', 'audit_log', 'audit_checkpoints', 'replica_settings', 'erasures', 'typeorm_migrations'
    ];
    our_functions CONSTANT text := '^(face_encodings_|face_templates_|face_vectors_|face_half_vectors_|face_encoding_numbers$'
        || '|refresh_enrolled_users$|refresh_face_templates$|fold_gallery_counts$|audit_log_)';
    -- Table or sequence, the word for it in REVOKE, and who holds what.
    item record;
    clients text;
    found text;
BEGIN
    SELECT string_agg(quote_ident(rolname), ', ') INTO clients FROM pg_roles WHERE rolname IN ('anon', 'authenticated');
    clients := concat_ws(', ', 'PUBLIC', clients);

    FOR item IN
        SELECT c.oid, c.oid::regclass AS name, c.relkind, c.relrowsecurity, c.relowner,
               coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)) AS acl
        FROM pg_class AS c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'S')
          AND pg_has_role(c.relowner, 'USAGE')
          AND (c.relname = ANY (our_tables) OR c.relname = 'face_template_changes'
            OR EXISTS (
                SELECT FROM pg_inherits WHERE inhrelid = c.oid AND inhparent = to_regclass('audit_log'))
            OR EXISTS (
                SELECT FROM pg_depend AS d JOIN pg_class AS t ON t.oid = d.refobjid
                WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND t.relname = ANY (our_tables)
                  AND t.relnamespace = c.relnamespace AND c.relkind = 'S'))
    LOOP
        IF EXISTS (
            SELECT FROM aclexplode(item.acl) LEFT JOIN pg_roles AS r ON r.oid = grantee
            WHERE grantee = 0 OR r.rolname IN ('anon', 'authenticated')
        ) THEN
            EXECUTE format('REVOKE ALL ON %s %s FROM %s',
                CASE item.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, item.name, clients);
        END IF;
        CONTINUE WHEN item.relkind = 'S';
        IF NOT item.relrowsecurity THEN
            EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', item.name);
        END IF;
        FOR found IN
            SELECT DISTINCT r.rolname FROM aclexplode(item.acl) JOIN pg_roles AS r ON r.oid = grantee
            WHERE grantee <> item.relowner AND r.rolname NOT IN ('anon', 'authenticated')
              AND privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
              AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = item.oid AND polroles @> ARRAY[r.oid])
        LOOP
            EXECUTE format('CREATE POLICY %I ON %s TO %I USING (true) WITH CHECK (true)',
                left('granted to ' || found, 63), item.name, found);
        END LOOP;
    END LOOP;

    FOR item IN
        SELECT p.oid::regprocedure AS name, p.proacl, p.proowner, p.prosecdef, p.proconfig,
               concat_ws(', ', quote_ident(current_schema()),
                   -- Where pgvector's type is, for the two functions that use it; on Supabase a schema of its own.
                   CASE WHEN p.proname ~ 'vectors_' THEN (
                       SELECT quote_ident(n.nspname) FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
                       WHERE e.extname = 'vector' AND n.nspname <> current_schema())
                   END, 'pg_temp') AS path
        FROM pg_proc AS p
        WHERE p.pronamespace = current_schema()::regnamespace AND p.proname ~ our_functions
          AND pg_has_role(p.proowner, 'USAGE')
    LOOP
        IF item.prosecdef AND item.proconfig IS DISTINCT FROM ARRAY['search_path=' || item.path] THEN
            EXECUTE format('ALTER FUNCTION %s SET search_path = %s', item.name, item.path);
        END IF;
        IF EXISTS (
            SELECT FROM aclexplode(coalesce(item.proacl, acldefault('f', item.proowner)))
            LEFT JOIN pg_roles AS r ON r.oid = grantee
            WHERE grantee = 0 OR r.rolname IN ('anon', 'authenticated')
        ) THEN
            EXECUTE format('REVOKE ALL ON FUNCTION %s FROM %s', item.name, clients);
        END IF;
    END LOOP;
END $$;
