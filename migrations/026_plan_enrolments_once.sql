-- To plan the statements of an enrolment took as long as to run them. They are planned once a connection, for few users, whatever the tables
-- hold then: by their indexes and in loops, which fits tables of any size; a plan for the empty tables of a new database would read all
-- of them for ever. Statements that concern many users at once are planned as before, each time, by what the tables hold. What is set
-- here ends with the function, also what it sets itself.

CREATE OR REPLACE FUNCTION refresh_enrolled_users(ids varchar[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    IF ids IS NULL THEN
        RETURN;
    END IF;
    IF cardinality(ids) > 20 THEN
        SET LOCAL plan_cache_mode = force_custom_plan;
        SET LOCAL enable_seqscan = on;
        SET LOCAL enable_hashjoin = on;
        SET LOCAL enable_mergejoin = on;
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

CREATE OR REPLACE FUNCTION refresh_face_templates(ids varchar[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    IF coalesce(cardinality(ids), 0) = 0 THEN
        RETURN;
    END IF;
    IF cardinality(ids) > 20 THEN
        SET LOCAL plan_cache_mode = force_custom_plan;
        SET LOCAL enable_seqscan = on;
        SET LOCAL enable_hashjoin = on;
        SET LOCAL enable_mergejoin = on;
    END IF;

    -- Two transactions that enrol the same user must not both compute the mean without the other's row: each holds the
    -- template's row before it reads the encodings with a fresh snapshot. The order of the locks rules out deadlocks.
    INSERT INTO face_templates (model, user_id, encodings, template)
        SELECT DISTINCT s.template_model, e.user_id, 0, '{}'::real[]
        FROM face_encodings AS e JOIN face_template_sources AS s ON s.encoding_model = e.model
        WHERE e.user_id = ANY (ids)
        ORDER BY 1, 2
        ON CONFLICT DO NOTHING;
    PERFORM FROM face_templates WHERE user_id = ANY (ids) ORDER BY model, user_id FOR UPDATE;

    -- One correlated subquery a template, so that the plan cannot depend on statistics that are not there yet.
    UPDATE face_templates AS t
    SET (encodings, template, change) = (
        SELECT coalesce(max(means.encodings), 0)::integer,
               coalesce(array_agg(means.mean ORDER BY means.position)::real[], '{}'),
               nextval('face_template_changes')
        FROM (
            SELECT n.position, avg(n.value) AS mean, count(*) AS encodings
            FROM face_encodings AS e
            JOIN face_template_sources AS s ON s.encoding_model = e.model AND s.template_model = t.model
            CROSS JOIN unnest(face_encoding_numbers(e.encoding, s.dimension)) WITH ORDINALITY AS n (value, position)
            WHERE e.user_id = t.user_id AND NOT EXISTS (
                SELECT FROM face_encodings AS later
                JOIN face_template_sources AS l ON l.encoding_model = later.model AND l.template_model = s.yields_to
                WHERE later.user_id = t.user_id AND face_encoding_numbers(later.encoding, l.dimension) IS NOT NULL
            )
            GROUP BY n.position
        ) AS means
    )
    WHERE t.user_id = ANY (ids);

    DELETE FROM face_templates WHERE user_id = ANY (ids) AND encodings = 0;

    -- An empty payload says: too many to name, compare everything.
    IF cardinality(ids) > 1000 THEN
        PERFORM pg_notify('face_templates', '');
    ELSE
        PERFORM pg_notify('face_templates', id) FROM unnest(ids) AS id;
    END IF;
END $$;

-- As 011_protect_tables.sql leaves them, also where this file runs after that one.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION refresh_enrolled_users(varchar[]) SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION refresh_face_templates(varchar[]) SET search_path = %I, pg_temp', current_schema());
END $$;
