DO $$
BEGIN
    IF to_regclass('face_vectors') IS NOT NULL THEN
        DROP TRIGGER IF EXISTS face_half_vectors_follow ON face_vectors;
    END IF;
END $$;
DROP FUNCTION IF EXISTS face_half_vectors_follow();
DROP TABLE IF EXISTS face_half_vectors;
