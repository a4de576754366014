SELECT
    one.agent AS source, one_name.name AS source_name,
    other.agent AS target, other_name.name AS target_name,
    count(DISTINCT one.work) AS shared,
    min(one.year) AS first_year, max(one.year) AS last_year,
    one_name.identity_status AS source_status, other_name.identity_status AS target_status,
    (SELECT count_if(NOT complete) > 0 FROM publication WHERE venue = $venue) AS is_lower_bound,
FROM wrote AS one
JOIN wrote AS other ON one.paper = other.paper AND one.agent < other.agent
JOIN agent AS one_name ON one_name.agent = one.agent
JOIN agent AS other_name ON other_name.agent = other.agent
WHERE one.venue = $venue
GROUP BY ALL
HAVING shared >= 2
