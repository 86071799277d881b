-- Failures are counted for each class of callers by itself, so that nobody's failures lock out somebody else, and those of 1:N
-- searches for each caller (a hash; user_id is empty then). What was counted before was anybody's.
ALTER TABLE verification_locks ADD COLUMN IF NOT EXISTS caller varchar(64) NOT NULL DEFAULT 'anonymous';
ALTER TABLE verification_locks DROP CONSTRAINT IF EXISTS verification_locks_pkey;
ALTER TABLE verification_locks ADD CONSTRAINT verification_locks_pkey PRIMARY KEY (user_id, caller);
