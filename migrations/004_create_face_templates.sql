-- Templates: per user the mean of their comparable encodings, the quantity that searches compare. The database keeps
-- them from face_encodings, so that they are right whoever writes there (this service, an import, psql).

-- Encodings of which pipeline versions make up the templates of which version. Each service registers its own at the
-- start. Encodings of other versions are kept, but nobody is recognised by them.
CREATE TABLE IF NOT EXISTS face_template_sources (
    template_model varchar(100) NOT NULL,
    encoding_model varchar(100) NOT NULL,
    dimension integer NOT NULL CHECK (dimension BETWEEN 1 AND 4096),
    -- False until the encodings that were there before are included.
    filled boolean NOT NULL DEFAULT false,
    PRIMARY KEY (template_model, encoding_model)
);

CREATE SEQUENCE IF NOT EXISTS face_template_changes;

CREATE TABLE IF NOT EXISTS face_templates (
    model varchar(100) NOT NULL,
    user_id varchar(255) NOT NULL,
    encodings integer NOT NULL,
    template real[] NOT NULL,
    -- Differs after every change: replicas that hold templates in memory find by it what they missed.
    change bigint NOT NULL DEFAULT nextval('face_template_changes'),
    PRIMARY KEY (model, user_id)
);
CREATE INDEX IF NOT EXISTS idx_face_templates_user_id ON face_templates (user_id);

-- The numbers of an encoding, or NULL when it is not one: wrong length, not numbers, absurdly large ones, or the zeros
-- that a failed extraction leaves behind. Old tables may hold anything; one such row must neither stop the others nor
-- join a mean. (Casting the text is several times faster than jsonb_array_elements.)
CREATE OR REPLACE FUNCTION face_encoding_numbers(encoding jsonb, dimension integer) RETURNS double precision[]
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    numbers double precision[];
BEGIN
    BEGIN
        numbers := translate(encoding::text, '[]', '{}')::double precision[];
    EXCEPTION WHEN data_exception THEN
        RETURN NULL;
    END;
    -- Comparisons with NULL are not true and NaN is greater than any number, hence neither passes.
    RETURN CASE
        WHEN array_ndims(numbers) = 1 AND cardinality(numbers) = dimension
            AND -1000 < ALL (numbers) AND 1000 > ALL (numbers) AND 0 <> ANY (numbers) THEN numbers
    END;
END $$;

-- Brings the templates of these users up to date and tells the replicas.
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
            WHERE e.user_id = t.user_id
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

CREATE OR REPLACE FUNCTION face_templates_follow_insert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM refresh_face_templates((SELECT array_agg(DISTINCT user_id) FROM after_change));
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION face_templates_follow_delete() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM refresh_face_templates((SELECT array_agg(DISTINCT user_id) FROM before_change));
    RETURN NULL;
END $$;

-- Only what is averaged counts: a new updated_at leaves the template as it is.
CREATE OR REPLACE FUNCTION face_templates_follow_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM refresh_face_templates((
        SELECT array_agg(DISTINCT user_id)
        FROM (
            (SELECT id, user_id, model, encoding FROM before_change
                EXCEPT SELECT id, user_id, model, encoding FROM after_change)
            UNION ALL
            (SELECT id, user_id, model, encoding FROM after_change
                EXCEPT SELECT id, user_id, model, encoding FROM before_change)
        ) AS differences
    ));
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION face_templates_follow_truncate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM face_templates;
    PERFORM pg_notify('face_templates', '');
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS face_templates_follow_insert ON face_encodings;
CREATE TRIGGER face_templates_follow_insert AFTER INSERT ON face_encodings
    REFERENCING NEW TABLE AS after_change FOR EACH STATEMENT EXECUTE FUNCTION face_templates_follow_insert();
DROP TRIGGER IF EXISTS face_templates_follow_delete ON face_encodings;
CREATE TRIGGER face_templates_follow_delete AFTER DELETE ON face_encodings
    REFERENCING OLD TABLE AS before_change FOR EACH STATEMENT EXECUTE FUNCTION face_templates_follow_delete();
DROP TRIGGER IF EXISTS face_templates_follow_update ON face_encodings;
CREATE TRIGGER face_templates_follow_update AFTER UPDATE ON face_encodings
    REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change
    FOR EACH STATEMENT EXECUTE FUNCTION face_templates_follow_update();
DROP TRIGGER IF EXISTS face_templates_follow_truncate ON face_encodings;
CREATE TRIGGER face_templates_follow_truncate AFTER TRUNCATE ON face_encodings
    FOR EACH STATEMENT EXECUTE FUNCTION face_templates_follow_truncate();
