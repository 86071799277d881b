-- Who agreed to which version of the operator's text, and when (GDPR art. 9). Ends with the enrolment: whoever has nothing stored has
-- nothing to agree to, and the audit log remembers that they had.
CREATE TABLE IF NOT EXISTS consents (
    user_id varchar(255) NOT NULL REFERENCES enrolled_users (user_id) ON DELETE CASCADE,
    version varchar(40) NOT NULL,
    -- Who said so: the person, or whoever enrolled them and had it on paper.
    given_by varchar(255) NOT NULL,
    given_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (user_id, version)
);
CREATE INDEX IF NOT EXISTS idx_consents_version ON consents (version);
