-- Templates as pgvector's vectors, which it can search and index. Does nothing where the extension cannot be had; the
-- service runs this file again at each start, so that an extension installed later is taken into use. Templates that are
-- there before are filled in by the service, in small batches.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
        RAISE NOTICE 'pgvector is not available: searches run in the memory of the service';
        RETURN;
    END IF;
    BEGIN
        CREATE EXTENSION IF NOT EXISTS vector;
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE NOTICE 'pgvector is available, but this role may not create the extension';
        RETURN;
    END;
    IF to_regtype('vector') IS NULL THEN
        RAISE NOTICE 'pgvector is installed in a schema that is not on the search path';
        RETURN;
    END IF;
    IF to_regclass('face_vectors') IS NOT NULL THEN
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
