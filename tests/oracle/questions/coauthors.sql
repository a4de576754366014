SELECT
    other.agent AS coauthor, name, count(DISTINCT other.work) AS shared,
    min(other.year) AS first_year, max(other.year) AS last_year, min(other.paper) AS example,
    identity_status,
    (SELECT is_open FROM open_author WHERE agent = $author) AS is_lower_bound,
FROM wrote AS own
JOIN wrote AS other USING (paper)
JOIN agent ON agent.agent = other.agent
WHERE own.agent = $author AND other.agent <> $author
GROUP BY other.agent, name, identity_status
