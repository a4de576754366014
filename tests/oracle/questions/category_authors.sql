SELECT
    agent AS author, name, count(DISTINCT work) AS papers,
    min(year) AS first_year, max(year) AS last_year, identity_status,
    (
        SELECT count_if(NOT complete) > 0 FROM publication JOIN about USING (paper)
        WHERE category = $category
    ) AS is_lower_bound,
FROM wrote JOIN agent USING (agent) JOIN about USING (paper)
WHERE category = $category
GROUP BY agent, name, identity_status
