SELECT
    one.agent AS author_a, one_name.name AS name_a,
    other.agent AS author_b, other_name.name AS name_b,
    count(DISTINCT one.work) AS shared,
    min(one.year) AS first_year, max(one.year) AS last_year,
    one_name.identity_status AS status_a, other_name.identity_status AS status_b,
    (
        SELECT count_if(NOT complete) > 0 FROM publication
        WHERE ($venue IS NULL OR venue = $venue)
            AND ($category IS NULL OR paper IN (SELECT paper FROM about WHERE category = $category))
    ) AS is_lower_bound,
FROM wrote AS one
JOIN wrote AS other ON one.paper = other.paper AND one.agent < other.agent
JOIN agent AS one_name ON one_name.agent = one.agent
JOIN agent AS other_name ON other_name.agent = other.agent
WHERE ($venue IS NULL OR one.venue = $venue)
    AND ($category IS NULL OR one.paper IN (SELECT paper FROM about WHERE category = $category))
GROUP BY ALL
HAVING shared >= $min_shared
