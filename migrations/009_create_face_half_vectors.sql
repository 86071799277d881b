-- The vectors once more in half precision, without anything beside them: an exact search reads all of them, and this way a
-- third of the bytes. It selects by them and then compares the selected ones' full vectors, so nothing gets lost. Does
-- nothing where pgvector is missing or older than halfvec (0.7); the service runs this file again at each start.
DO $$
BEGIN
    IF to_regclass('face_vectors') IS NULL OR to_regtype('halfvec') IS NULL
        OR to_regclass('face_half_vectors') IS NOT NULL THEN
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
