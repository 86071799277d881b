-- Checks that a person is in front of the camera. One frame after the other may reach any replica, so what a session remembers lies
-- here: poses and encodings, never a picture, and no longer than it may be used. Times are the database's.

CREATE TABLE IF NOT EXISTS liveness_sessions (
    id uuid PRIMARY KEY,
    purpose varchar(10) NOT NULL CHECK (purpose IN ('enroll', 'verify')),
    -- Who began it; NULL: an anonymous caller.
    creator varchar(255),
    creator_role varchar(20),
    -- Whom it may be used for; NULL: to find out who it is.
    user_id varchar(255),
    -- Version of the recognition pipeline that makes its encodings.
    model varchar(100) NOT NULL,
    state varchar(10) NOT NULL DEFAULT 'CREATED'
        CHECK (state IN ('CREATED', 'RUNNING', 'PASSED', 'FAILED', 'CONSUMED')),
    -- Why it has failed.
    reason varchar(40),
    live_score real,
    steps varchar(10)[] NOT NULL DEFAULT '{}',
    -- NULL once it has failed or been used.
    progress jsonb,
    -- The frame that is being looked at, and the last one that has been.
    claimed_seq integer NOT NULL DEFAULT 0,
    applied_seq integer NOT NULL DEFAULT 0,
    frame_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Of the session, and after its pass of the pass.
    expires_at timestamptz NOT NULL,
    consumed_at timestamptz
);
CREATE INDEX IF NOT EXISTS idx_liveness_sessions_expires_at ON liveness_sessions (expires_at);
