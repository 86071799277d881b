import type { SchemaStep } from '../../../migrations/sql-migration.js';

/**
 * Templates as pgvector's vectors, which it can search and index. Does nothing where the extension cannot be had; the
 * service runs this again at each start, so that an extension installed later is taken into use. Templates that are
 * there before are filled in by the service, in small batches.
 */
export const FACE_VECTORS: SchemaStep = {
  up: `
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
        RAISE NOTICE 'pgvector is not available: searches run in the memory of the service';
        RETURN;
    END IF;
    BEGIN
        CREATE EXTENSION IF NOT EXISTS vector;
    EXCEPTION WHEN OTHERS THEN
        -- No right to, or a provider that does not allow it.
        RAISE NOTICE 'pgvector is available, but cannot be created: %', SQLERRM;
        RETURN;
    END;
    IF to_regtype('vector') IS NULL THEN
        RAISE NOTICE 'pgvector is installed in a schema that is not on the search path';
        RETURN;
    END IF;
    IF to_regclass('face_vectors') IS NOT NULL THEN
        RETURN;
    END IF;
    IF NOT has_schema_privilege(current_schema(), 'CREATE') OR NOT (
        SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('face_templates')
    ) THEN
        RAISE NOTICE 'only the owner of the tables can take pgvector into use';
        RETURN;
    END IF;

    -- A table of its own, since exact searches read all of it. Kept in the row up to 2,000 numbers: fetching each vector
    -- from a TOAST table would make them several times slower.
    CREATE TABLE face_vectors (
        model varchar(100) NOT NULL,
        user_id varchar(255) NOT NULL,
        encodings integer NOT NULL,
        embedding vector NOT NULL,
        PRIMARY KEY (model, user_id),
        FOREIGN KEY (model, user_id) REFERENCES face_templates ON DELETE CASCADE
    ) WITH (toast_tuple_target = 8160);

    CREATE OR REPLACE FUNCTION face_vectors_follow() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $follow$
    BEGIN
        INSERT INTO face_vectors (model, user_id, encodings, embedding)
            VALUES (NEW.model, NEW.user_id, NEW.encodings, NEW.template::vector)
            ON CONFLICT (model, user_id) DO UPDATE
            SET encodings = EXCLUDED.encodings, embedding = EXCLUDED.embedding;
        RETURN NULL;
    END $follow$;

    -- Empty templates are places held while the mean is computed.
    CREATE TRIGGER face_vectors_follow AFTER INSERT OR UPDATE ON face_templates
        FOR EACH ROW WHEN (NEW.encodings > 0) EXECUTE FUNCTION face_vectors_follow();
END $$;
`,
  down: `
-- The extension stays: other tables of the database may use it.
DROP TRIGGER IF EXISTS face_vectors_follow ON face_templates;
DROP FUNCTION IF EXISTS face_vectors_follow();
DROP TABLE IF EXISTS face_vectors;
`,
};

/**
 * The vectors once more in half precision, without anything beside them: an exact search reads all of them, and this way a
 * third of the bytes. It selects by them and then compares the selected ones' full vectors, so nothing gets lost. Does
 * nothing where pgvector is missing or older than halfvec (0.7); the service runs this again at each start.
 */
export const FACE_HALF_VECTORS: SchemaStep = {
  up: `
DO $$
BEGIN
    IF to_regclass('face_vectors') IS NULL OR to_regtype('halfvec') IS NULL
        OR to_regclass('face_half_vectors') IS NOT NULL OR NOT has_schema_privilege(current_schema(), 'CREATE') OR NOT (
            SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('face_vectors')
        ) THEN
        RETURN;
    END IF;

    CREATE TABLE face_half_vectors (
        model varchar(100) NOT NULL,
        user_id varchar(255) NOT NULL,
        embedding halfvec NOT NULL,
        PRIMARY KEY (model, user_id),
        FOREIGN KEY (model, user_id) REFERENCES face_vectors ON DELETE CASCADE
    ) WITH (toast_tuple_target = 8160);

    CREATE OR REPLACE FUNCTION face_half_vectors_follow() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $follow$
    BEGIN
        INSERT INTO face_half_vectors (model, user_id, embedding)
            VALUES (NEW.model, NEW.user_id, NEW.embedding::halfvec)
            ON CONFLICT (model, user_id) DO UPDATE SET embedding = EXCLUDED.embedding;
        RETURN NULL;
    END $follow$;

    -- From here on writers wait, so that none comes between the copy and the trigger: a second at 200,000 users.
    CREATE TRIGGER face_half_vectors_follow AFTER INSERT OR UPDATE ON face_vectors
        FOR EACH ROW EXECUTE FUNCTION face_half_vectors_follow();
    INSERT INTO face_half_vectors (model, user_id, embedding)
        SELECT model, user_id, embedding::halfvec FROM face_vectors;
END $$;
`,
  down: `
DO $$
BEGIN
    IF to_regclass('face_vectors') IS NOT NULL THEN
        DROP TRIGGER IF EXISTS face_half_vectors_follow ON face_vectors;
    END IF;
END $$;
DROP FUNCTION IF EXISTS face_half_vectors_follow();
DROP TABLE IF EXISTS face_half_vectors;
`,
};
