SELECT
    agent AS author, name, count(DISTINCT work) AS papers,
    count(DISTINCT work) FILTER (position = 1) AS first_author_papers,
    min(year) AS first_year, max(year) AS last_year, identity_status,
    (SELECT count_if(NOT complete) > 0 FROM publication WHERE venue = $venue) AS is_lower_bound,
FROM wrote JOIN agent USING (agent)
WHERE venue = $venue
GROUP BY agent, name, identity_status
