SELECT
    publication.venue, name, count(DISTINCT publication.work) AS papers,
    count(DISTINCT agent) AS authors,
    count(DISTINCT publication.work) FILTER (code IS NOT NULL) AS with_code,
    count_if(NOT publication.complete) > 0 AS is_lower_bound,
FROM publication JOIN venue USING (venue) LEFT JOIN wrote USING (paper)
WHERE $year IS NULL OR publication.year = $year
GROUP BY publication.venue, name
