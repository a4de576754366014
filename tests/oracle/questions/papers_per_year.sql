WITH counted AS (
    SELECT work, min(year) AS year, max((code IS NOT NULL)::INTEGER) AS coded
    FROM publication
    WHERE ($author IS NULL OR paper IN (SELECT paper FROM wrote WHERE agent = $author))
        AND ($venue IS NULL OR venue = $venue)
        AND ($category IS NULL OR paper IN (SELECT paper FROM about WHERE category = $category))
    GROUP BY work
)
SELECT year, count(*) AS papers, sum(coded)::INTEGER AS with_code
FROM counted
GROUP BY year
