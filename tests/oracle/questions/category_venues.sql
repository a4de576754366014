SELECT
    venue, name, count(DISTINCT work) AS papers,
    min(year) AS first_year, max(year) AS last_year,
FROM publication JOIN about USING (paper) JOIN venue USING (venue)
WHERE category = $category
GROUP BY venue, name
