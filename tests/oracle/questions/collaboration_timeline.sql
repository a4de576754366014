WITH shared AS (
    SELECT one.work, min(one.year) AS year
    FROM wrote AS one JOIN wrote AS other USING (paper)
    WHERE one.agent = $author_a AND other.agent = $author_b
    GROUP BY one.work
)
SELECT
    year, count(*) AS papers,
    (
        SELECT bool_or(is_open) FROM open_author WHERE agent IN ($author_a, $author_b)
    ) AS is_lower_bound,
FROM shared
GROUP BY year
