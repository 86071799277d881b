-- What was measured of each enrolled photograph (size, sharpness, light), so that a person can be told which of theirs is worth a new
-- one. NULL: nothing was, of a live face and of rows from before.
ALTER TABLE face_encodings ADD COLUMN IF NOT EXISTS quality jsonb;
