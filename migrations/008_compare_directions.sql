-- Templates become means of the encodings' directions: how long an encoding is says how clear the photograph was, not
-- whose face it shows. The encodings themselves stay as the network gave them.

-- The direction of an encoding: its numbers scaled to length 1, or NULL when it is no encoding: wrong length, not
-- numbers, absurdly large ones, or the zeros that a failed extraction leaves behind.
CREATE OR REPLACE FUNCTION face_encoding_numbers(encoding jsonb, dimension integer) RETURNS double precision[]
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    numbers double precision[];
    squares double precision;
BEGIN
    BEGIN
        numbers := translate(encoding::text, '[]', '{}')::double precision[];
    EXCEPTION WHEN data_exception THEN
        RETURN NULL;
    END;
    -- Comparisons with NULL are not true and NaN is greater than any number, hence neither passes.
    IF array_ndims(numbers) = 1 AND cardinality(numbers) = dimension AND -1000 < ALL (numbers) AND 1000 > ALL (numbers) THEN
        squares := (SELECT sum(value * value) FROM unnest(numbers) AS value);
        IF squares > 0 THEN
            RETURN (SELECT array_agg(n.value / sqrt(squares) ORDER BY n.position)
                    FROM unnest(numbers) WITH ORDINALITY AS n (value, position));
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- The service makes all templates anew at its start, in small batches.
DELETE FROM face_templates;
UPDATE face_template_sources SET filled = false;
