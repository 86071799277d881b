-- Encodings of enrolled faces. Runnable by psql (\i) and by `npm run migration:run`; harmless where the table already exists,
-- including on a database made by the Python service: its rows, index and trigger stay as they are.

CREATE TABLE IF NOT EXISTS face_encodings (
    id serial PRIMARY KEY,
    user_id varchar(255) NOT NULL,
    encoding jsonb NOT NULL,
    created_at timestamp NOT NULL DEFAULT now(),
    updated_at timestamp NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS idx_face_encodings_user_id ON face_encodings (user_id);

-- A name of its own: `update_updated_at_column` and the like may belong to other tables of the same database.
CREATE OR REPLACE FUNCTION face_encodings_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END $$;

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_trigger
        WHERE tgrelid = 'face_encodings'::regclass AND tgname = 'update_face_encodings_updated_at'
    ) THEN
        CREATE TRIGGER update_face_encodings_updated_at BEFORE UPDATE ON face_encodings
            FOR EACH ROW EXECUTE FUNCTION face_encodings_touch();
    END IF;
END $$;
