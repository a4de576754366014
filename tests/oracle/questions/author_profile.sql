-- An author who only submitted has no papers here.
SELECT
    count(DISTINCT work) AS papers,
    (
        SELECT count(DISTINCT other.agent) FROM wrote AS own JOIN wrote AS other USING (paper)
        WHERE own.agent = $author AND other.agent <> $author
    ) AS coauthors,
    count(DISTINCT venue) AS venues,
    min(year) AS first_year, max(year) AS last_year,
    share_of(
        count(DISTINCT work) FILTER (paper IN (SELECT paper FROM code)), count(DISTINCT work)
    ) AS code_share,
    (SELECT identity_status FROM agent WHERE agent = $author) AS identity_status,
    coalesce(bool_or(NOT complete), false) AS is_lower_bound,
FROM wrote
WHERE agent = $author
