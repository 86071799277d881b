-- Sessions hold encodings of the face in front of the camera, for minutes. With a person's enrolment those of that person end too: nothing
-- that was computed of the face outlives the deletion, and a passed session does not enrol again who has just been deleted.

CREATE INDEX IF NOT EXISTS idx_liveness_sessions_user_id ON liveness_sessions (user_id);
CREATE INDEX IF NOT EXISTS idx_liveness_sessions_creator ON liveness_sessions (creator);

CREATE OR REPLACE FUNCTION face_encodings_end_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM liveness_sessions WHERE user_id = OLD.user_id OR creator = OLD.user_id;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS enrolled_users_end_sessions ON enrolled_users;
CREATE TRIGGER enrolled_users_end_sessions AFTER DELETE ON enrolled_users
    FOR EACH ROW EXECUTE FUNCTION face_encodings_end_sessions();
