ALTER TABLE face_encodings DROP COLUMN IF EXISTS quality;
