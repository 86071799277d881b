DROP TRIGGER IF EXISTS enrolled_users_end_sessions ON enrolled_users;
DROP FUNCTION IF EXISTS face_encodings_end_sessions();
DROP INDEX IF EXISTS idx_liveness_sessions_user_id;
DROP INDEX IF EXISTS idx_liveness_sessions_creator;
