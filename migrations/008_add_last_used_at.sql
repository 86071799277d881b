-- When an enrolment last served to recognise somebody; RETENTION_DAYS counts from there. Enrolments that are older than
-- this column count from its creation.

ALTER TABLE enrolled_users ADD COLUMN IF NOT EXISTS last_used_at timestamptz NOT NULL DEFAULT now();
