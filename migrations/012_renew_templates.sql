-- Templates of an earlier recognition network are for users who have nothing of the later one yet: whoever has been enrolled
-- again is recognised by the new encodings alone. The old rows stay.

ALTER TABLE face_template_sources ADD COLUMN IF NOT EXISTS yields_to varchar(100);

CREATE OR REPLACE FUNCTION refresh_face_templates(ids varchar[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF coalesce(cardinality(ids), 0) = 0 THEN
        RETURN;
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

-- As 011_protect_tables.sql leaves it, also where this file runs after that one.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION refresh_face_templates(varchar[]) SET search_path = %I, pg_temp', current_schema());
END $$;
