-- When each table was last written anew without what was deleted, by whichever replica, and how many removals that has covered.
CREATE TABLE IF NOT EXISTS erasures (
    table_name text PRIMARY KEY,
    removals bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
