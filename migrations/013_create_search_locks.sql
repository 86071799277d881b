-- Searches (1:N) that recognised nobody, for each caller: as verification_locks, whose user_id is empty here since nobody is claimed.
CREATE TABLE IF NOT EXISTS search_locks (LIKE verification_locks INCLUDING ALL);
DELETE FROM verification_locks WHERE user_id = '';
