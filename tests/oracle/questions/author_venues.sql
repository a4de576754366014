SELECT
    venue, count(DISTINCT work) AS papers,
    share_of(
        count(DISTINCT work), (SELECT count(DISTINCT work) FROM wrote WHERE agent = $author)
    ) AS share,
    min(year) AS first_year, max(year) AS last_year,
FROM wrote
WHERE agent = $author
GROUP BY venue
