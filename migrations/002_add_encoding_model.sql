-- Which pipeline made an encoding: encodings of different pipelines are not comparable. The default is what wrote the
-- table before this column existed: Python's face_recognition (dlib).

ALTER TABLE face_encodings ADD COLUMN IF NOT EXISTS model varchar(100) NOT NULL DEFAULT 'face_recognition';
