ALTER TABLE enrolled_users DROP COLUMN last_used_at;
