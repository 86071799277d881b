-- Templates become plain means again.
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

DELETE FROM face_templates;
UPDATE face_template_sources SET filled = false;
