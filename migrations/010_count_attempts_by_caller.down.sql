-- One count a user again: the gravest of each.
DELETE FROM verification_locks AS locks
WHERE user_id = '' OR EXISTS (
    SELECT FROM verification_locks AS graver
    WHERE graver.user_id = locks.user_id AND (graver.failures, graver.caller) > (locks.failures, locks.caller));
ALTER TABLE verification_locks DROP CONSTRAINT IF EXISTS verification_locks_pkey;
ALTER TABLE verification_locks DROP COLUMN IF EXISTS caller;
ALTER TABLE verification_locks ADD CONSTRAINT verification_locks_pkey PRIMARY KEY (user_id);
