-- Rights for a second role that only serves: it reads and writes what requests need, changes no table and no function, and can
-- neither change nor remove an entry of the audit log. Run as the owner of the tables, again after upgrades:
--   psql "$OWNER_URL" -v ON_ERROR_STOP=1 -v role=svc -f migrations/service_role.sql
-- The service then gets the role's DATABASE_URL and MIGRATIONS_RUN=false; the owner runs `npm run migration:run`.
SELECT set_config('twoinone.role', :'role', false);
DO $$
DECLARE
    service CONSTANT name := current_setting('twoinone.role');
    item record;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), service);
    FOR item IN
        SELECT to_regclass(name) AS name, rights FROM (VALUES
            ('face_encodings', 'SELECT, INSERT, UPDATE, DELETE'),
            ('enrolled_users', 'SELECT, UPDATE'),
            ('gallery_counts', 'SELECT'),
            ('face_template_sources', 'SELECT, INSERT, UPDATE, DELETE'),
            ('face_templates', 'SELECT, UPDATE'),
            ('face_vectors', 'SELECT, INSERT'),
            ('face_half_vectors', 'SELECT'),
            ('consents', 'SELECT, INSERT, UPDATE'),
            ('duplicate_scan', 'SELECT, INSERT, UPDATE'),
            ('duplicate_pairs', 'SELECT, INSERT, UPDATE, DELETE'),
            ('verification_locks', 'SELECT, INSERT, UPDATE, DELETE'),
            ('search_locks', 'SELECT, INSERT, UPDATE, DELETE'),
            ('liveness_sessions', 'SELECT, INSERT, UPDATE, DELETE'),
            ('revoked_tokens', 'SELECT, INSERT, UPDATE, DELETE'),
            ('audit_log', 'SELECT, INSERT'),
            ('audit_checkpoints', 'SELECT'),
            ('replica_settings', 'SELECT, INSERT, UPDATE, DELETE'),
            ('erasures', 'SELECT'),
            ('typeorm_migrations', 'SELECT')
        ) AS needed (name, rights)
        WHERE to_regclass(name) IS NOT NULL
    LOOP
        EXECUTE format('REVOKE ALL ON TABLE %s FROM %I', item.name, service);
        EXECUTE format('GRANT %s ON TABLE %s TO %I', item.rights, item.name, service);
    END LOOP;
    EXECUTE format('GRANT USAGE ON SEQUENCE %s TO %I', pg_get_serial_sequence('face_encodings', 'id'), service);
    EXECUTE format('GRANT USAGE ON SEQUENCE %s TO %I', pg_get_serial_sequence('duplicate_pairs', 'id'), service);
    EXECUTE format('GRANT EXECUTE ON FUNCTION refresh_face_templates(varchar[]) TO %I', service);
    EXECUTE format('GRANT EXECUTE ON FUNCTION face_encoding_numbers(jsonb, integer), audit_log_field(text), audit_log_end(), '
        'audit_log_next_id(), audit_log_begin_partition() TO %I', service);
END $$;
\ir 011_protect_tables.sql
