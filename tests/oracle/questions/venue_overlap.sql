SELECT
    agent AS author, name,
    count(DISTINCT work) FILTER (venue = $venue_a) AS papers_a,
    count(DISTINCT work) FILTER (venue = $venue_b) AS papers_b,
    identity_status,
    (
        SELECT count_if(NOT complete) > 0 FROM publication WHERE venue IN ($venue_a, $venue_b)
    ) AS is_lower_bound,
FROM wrote JOIN agent USING (agent)
WHERE venue IN ($venue_a, $venue_b)
GROUP BY agent, name, identity_status
HAVING papers_a > 0 AND papers_b > 0
