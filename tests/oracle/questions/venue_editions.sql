SELECT
    publication.year, edition, count(DISTINCT publication.work) AS papers,
    count(DISTINCT agent) AS authors, count_if(NOT publication.complete) > 0 AS is_lower_bound,
FROM publication LEFT JOIN wrote USING (paper)
WHERE publication.venue = $venue
GROUP BY publication.year, edition
