WITH shared AS (
    SELECT other.agent, other.work, min(other.year) AS year
    FROM wrote AS own JOIN wrote AS other USING (paper)
    WHERE own.agent = $author AND other.agent <> $author
    GROUP BY other.agent, other.work
), met AS (
    SELECT DISTINCT agent, year, min(year) OVER (PARTITION BY agent) AS first FROM shared
)
SELECT
    year, count_if(year = first) AS new, count_if(year > first) AS returning,
    (SELECT is_open FROM open_author WHERE agent = $author) AS is_lower_bound,
FROM met
GROUP BY year
