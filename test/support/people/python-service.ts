/**
 * The schema as the Python service created it (contract: same table, index and trigger), with some of its rows. Made up
 * independently of `migrations/`, in the way such services write it.
 */
export const PYTHON_SCHEMA = `
CREATE TABLE IF NOT EXISTS face_encodings (
    id SERIAL PRIMARY KEY,
    user_id VARCHAR(255) NOT NULL,
    encoding JSONB NOT NULL,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX IF NOT EXISTS idx_face_encodings_user_id ON face_encodings(user_id);
CREATE OR REPLACE FUNCTION update_updated_at_column() RETURNS TRIGGER AS $$
BEGIN
    NEW.updated_at = CURRENT_TIMESTAMP;
    RETURN NEW;
END;
$$ language 'plpgsql';
CREATE TRIGGER update_face_encodings_updated_at BEFORE UPDATE ON face_encodings
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
`;

/** 30 encodings of 12 users, as json.dumps writes them. */
export const PYTHON_ROWS = `
INSERT INTO face_encodings (user_id, encoding, created_at, updated_at)
SELECT 'user-' || (i % 12),
       (SELECT jsonb_agg(round((sin(i * k) / 5)::numeric, 17)) FROM generate_series(1, 128) AS k),
       TIMESTAMP '2025-01-01 10:00' + i * INTERVAL '1 day', TIMESTAMP '2025-01-01 10:00' + i * INTERVAL '1 day'
FROM generate_series(1, 30) AS i;
`;
