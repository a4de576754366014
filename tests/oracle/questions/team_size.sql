WITH counted AS (
    SELECT work, min(year) AS year, max(listed) AS authors, bool_or(complete) AS whole
    FROM publication
    WHERE ($venue IS NULL OR venue = $venue)
        AND ($category IS NULL OR paper IN (SELECT paper FROM about WHERE category = $category))
    GROUP BY work
    HAVING max(listed) > 0
)
SELECT
    year, count(*) AS papers,
    floor(100.0 * sum(authors) / count(*) + 0.5) / 100 AS mean,
    median(authors) AS median,
    share_of(count_if(NOT whole), count(*)) AS cut_share,
    count_if(NOT whole) > 0 AS is_lower_bound,
FROM counted
GROUP BY year
