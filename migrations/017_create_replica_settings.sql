-- What each running replica was started with, where they have to agree; a row that was not renewed for three minutes is of one
-- that is gone.
CREATE TABLE IF NOT EXISTS replica_settings (
    replica uuid PRIMARY KEY,
    settings jsonb NOT NULL,
    seen timestamptz NOT NULL DEFAULT clock_timestamp()
);
