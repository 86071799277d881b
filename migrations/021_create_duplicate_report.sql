-- Users who seem to be one person, found by looking for each of them among the others in the background. One row says how far the search
-- is, so that it goes on after a restart and replicas take turns: whoever moves claimed_until on has the next slice.
CREATE TABLE IF NOT EXISTS duplicate_scan (
    -- Version of the recognition pipeline whose templates are compared; another one begins anew.
    model varchar(100) PRIMARY KEY,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    -- The last user of the slices that are done.
    after_user varchar(255),
    scanned integer NOT NULL DEFAULT 0,
    claimed_until timestamptz NOT NULL DEFAULT '-infinity'
);

CREATE TABLE IF NOT EXISTS duplicate_pairs (
    id bigserial PRIMARY KEY,
    model varchar(100) NOT NULL REFERENCES duplicate_scan (model) ON DELETE CASCADE,
    user_a varchar(255) NOT NULL REFERENCES enrolled_users (user_id) ON DELETE CASCADE,
    user_b varchar(255) NOT NULL REFERENCES enrolled_users (user_id) ON DELETE CASCADE,
    probability numeric(4, 3) NOT NULL,
    found_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (model, user_a, user_b),
    CHECK (user_a < user_b COLLATE "C")
);
CREATE INDEX IF NOT EXISTS idx_duplicate_pairs_page ON duplicate_pairs (model, probability DESC, id);
-- For the deletion of a user.
CREATE INDEX IF NOT EXISTS idx_duplicate_pairs_user_a ON duplicate_pairs (user_a);
CREATE INDEX IF NOT EXISTS idx_duplicate_pairs_user_b ON duplicate_pairs (user_b);
