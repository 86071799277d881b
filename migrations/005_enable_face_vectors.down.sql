-- The extension stays: other tables of the database may use it.
DROP TRIGGER IF EXISTS face_vectors_follow ON face_templates;
DROP FUNCTION IF EXISTS face_vectors_follow();
DROP TABLE IF EXISTS face_vectors;
