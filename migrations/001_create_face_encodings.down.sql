-- Reverting must not be a way to lose every enrolment: the table goes only when it is empty.
DO $$
BEGIN
    IF EXISTS (SELECT FROM face_encodings) THEN
        RAISE EXCEPTION 'face_encodings holds encodings; delete them first if the table is really to be dropped';
    END IF;
END $$;

DROP TABLE face_encodings;
DROP FUNCTION IF EXISTS face_encodings_touch();
