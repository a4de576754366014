SELECT
    paper, title, year, venue, url AS repository,
    concat_ws(
        ', ', CASE WHEN in_abstract THEN 'abstract' END, CASE WHEN in_field THEN 'metadata' END
    ) AS evidence,
FROM publication JOIN code USING (paper)
WHERE ($author IS NULL OR paper IN (SELECT paper FROM wrote WHERE agent = $author))
    AND ($venue IS NULL OR venue = $venue)
    AND ($category IS NULL OR paper IN (SELECT paper FROM about WHERE category = $category))
