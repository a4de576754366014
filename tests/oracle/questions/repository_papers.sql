SELECT
    paper, title, year, venue,
    concat_ws(
        ', ', CASE WHEN in_abstract THEN 'abstract' END, CASE WHEN in_field THEN 'metadata' END
    ) AS evidence,
FROM publication JOIN code USING (paper)
WHERE code.code = $repository
