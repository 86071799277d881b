-- What the operator's page looks for, newest first: from or until a time, by who did it, by what was done and by what came of it. Without
-- these, a search of two million entries that finds few reads all of them.

CREATE INDEX IF NOT EXISTS idx_audit_log_at ON audit_log (at, id);
CREATE INDEX IF NOT EXISTS idx_audit_log_actor ON audit_log (actor, at) WHERE actor IS NOT NULL;
CREATE INDEX IF NOT EXISTS idx_audit_log_action ON audit_log (action, at);
-- The code alone, of entries that stand for several too (`NO_FACE +142`).
CREATE INDEX IF NOT EXISTS idx_audit_log_code ON audit_log (split_part(outcome, ' +', 1), at);
