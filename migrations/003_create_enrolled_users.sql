-- Who is enrolled, and how many: kept by the database itself, so that listing and counting never read the encodings, and
-- right whoever writes them (this service, the Python service, psql).
--
-- Runs as its owner with a fixed search path (SECURITY DEFINER), since another role that may write face_encodings need
-- not know these tables.

CREATE TABLE IF NOT EXISTS enrolled_users (
    user_id varchar(255) PRIMARY KEY,
    encodings integer NOT NULL DEFAULT 0,
    -- Distinct models of this user's encodings, sorted.
    models varchar(100)[] NOT NULL DEFAULT '{}',
    updated_at timestamp NOT NULL DEFAULT now()
);

-- Counts as a ledger: each change appends a row, the count is their sum. A single counter row would make all enrolments
-- wait for each other; counting enrolled_users would read all of it. Entries are folded into one now and then.
CREATE TABLE IF NOT EXISTS gallery_counts (
    id bigserial PRIMARY KEY,
    subject varchar(10) NOT NULL CHECK (subject IN ('users', 'encodings')),
    -- subject users: the users who have encodings of exactly these models; subject encodings: one model.
    models varchar(100)[] NOT NULL,
    change bigint NOT NULL
);

CREATE OR REPLACE FUNCTION fold_gallery_counts() RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    -- SKIP LOCKED: whatever somebody else is folding is left to them, so nobody waits and nothing counts twice.
    WITH taken AS (
        DELETE FROM gallery_counts WHERE id IN (SELECT id FROM gallery_counts FOR UPDATE SKIP LOCKED)
        RETURNING subject, models, change
    )
    INSERT INTO gallery_counts (subject, models, change)
    SELECT subject, models, sum(change) FROM taken GROUP BY subject, models HAVING sum(change) <> 0;
$$;

CREATE OR REPLACE FUNCTION refresh_enrolled_users(ids varchar[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF ids IS NULL THEN
        RETURN;
    END IF;

    -- Locks the users, always in the same order, before looking at their encodings: of two writers of the same user the
    -- second then sees what the first has stored.
    INSERT INTO enrolled_users (user_id) SELECT DISTINCT unnest(ids) AS id ORDER BY id
        ON CONFLICT (user_id) DO UPDATE SET updated_at = now();

    WITH stored AS (
        SELECT user_id, count(*) AS encodings, array_agg(DISTINCT model ORDER BY model) AS models
        FROM face_encodings WHERE user_id = ANY (ids) GROUP BY user_id
    ), refreshed AS (
        UPDATE enrolled_users
        SET encodings = coalesce(stored.encodings, 0), models = coalesce(stored.models, '{}')
        FROM enrolled_users AS before LEFT JOIN stored USING (user_id)
        WHERE before.user_id = ANY (ids) AND enrolled_users.user_id = before.user_id
        RETURNING before.models AS models_before, enrolled_users.models AS models_after
    )
    INSERT INTO gallery_counts (subject, models, change)
    SELECT 'users', models, sum(change)
    FROM (
        SELECT models_before AS models, -1 AS change FROM refreshed
        UNION ALL
        SELECT models_after, 1 FROM refreshed
    ) AS changes
    WHERE models <> '{}' GROUP BY models HAVING sum(change) <> 0;

    DELETE FROM enrolled_users WHERE user_id = ANY (ids) AND encodings = 0;
END $$;

-- Three triggers and functions each: a statement-level trigger with transition tables is for one kind of change only.
CREATE OR REPLACE FUNCTION face_encodings_inserted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM refresh_enrolled_users((SELECT array_agg(DISTINCT user_id) FROM after_change));
    INSERT INTO gallery_counts (subject, models, change)
        SELECT 'encodings', ARRAY[model], count(*) FROM after_change GROUP BY model;
    IF random() < 0.02 THEN
        PERFORM fold_gallery_counts();
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION face_encodings_deleted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM refresh_enrolled_users((SELECT array_agg(DISTINCT user_id) FROM before_change));
    INSERT INTO gallery_counts (subject, models, change)
        SELECT 'encodings', ARRAY[model], -count(*) FROM before_change GROUP BY model;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION face_encodings_updated() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM refresh_enrolled_users((
        SELECT array_agg(DISTINCT user_id)
        FROM (SELECT user_id FROM before_change UNION SELECT user_id FROM after_change) AS touched
    ));
    INSERT INTO gallery_counts (subject, models, change)
        SELECT 'encodings', ARRAY[model], sum(change)
        FROM (
            SELECT model, 1 AS change FROM after_change UNION ALL SELECT model, -1 FROM before_change
        ) AS changes
        GROUP BY model HAVING sum(change) <> 0;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION face_encodings_truncated() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM enrolled_users;
    DELETE FROM gallery_counts;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS face_encodings_inserted ON face_encodings;
CREATE TRIGGER face_encodings_inserted AFTER INSERT ON face_encodings
    REFERENCING NEW TABLE AS after_change FOR EACH STATEMENT EXECUTE FUNCTION face_encodings_inserted();
DROP TRIGGER IF EXISTS face_encodings_deleted ON face_encodings;
CREATE TRIGGER face_encodings_deleted AFTER DELETE ON face_encodings
    REFERENCING OLD TABLE AS before_change FOR EACH STATEMENT EXECUTE FUNCTION face_encodings_deleted();
DROP TRIGGER IF EXISTS face_encodings_updated ON face_encodings;
CREATE TRIGGER face_encodings_updated AFTER UPDATE ON face_encodings
    REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change
    FOR EACH STATEMENT EXECUTE FUNCTION face_encodings_updated();
DROP TRIGGER IF EXISTS face_encodings_truncated ON face_encodings;
CREATE TRIGGER face_encodings_truncated AFTER TRUNCATE ON face_encodings
    FOR EACH STATEMENT EXECUTE FUNCTION face_encodings_truncated();

-- Rows that were there before the triggers. Both statements add only what is not yet accounted for.
SELECT refresh_enrolled_users((SELECT array_agg(DISTINCT user_id) FROM face_encodings));
INSERT INTO gallery_counts (subject, models, change)
    SELECT 'encodings', models, sum(change)
    FROM (
        SELECT ARRAY[model] AS models, 1 AS change FROM face_encodings
        UNION ALL
        SELECT models, -change FROM gallery_counts WHERE subject = 'encodings'
    ) AS changes
    GROUP BY models HAVING sum(change) <> 0;
