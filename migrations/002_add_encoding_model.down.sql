-- Without the column, encodings of different pipelines could no longer be told apart.
DO $$
BEGIN
    IF EXISTS (SELECT FROM face_encodings WHERE model <> 'face_recognition') THEN
        RAISE EXCEPTION 'face_encodings holds encodings of other models than face_recognition; delete them first';
    END IF;
END $$;

ALTER TABLE face_encodings DROP COLUMN model;
