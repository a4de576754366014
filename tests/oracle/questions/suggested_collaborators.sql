WITH near AS (
    SELECT DISTINCT other.agent
    FROM wrote AS own JOIN wrote AS other USING (paper)
    WHERE own.agent = $author AND other.agent <> $author
), far AS (
    SELECT DISTINCT near.agent AS via, far.agent AS candidate
    FROM near JOIN wrote AS step USING (agent) JOIN wrote AS far USING (paper)
    WHERE far.agent <> $author AND far.agent NOT IN (FROM near)
)
SELECT
    candidate, agent.name, count(*) AS common_coauthors,
    string_agg(via_agent.name, '; ' ORDER BY via_agent.name) AS via,
    agent.identity_status,
    candidate_lists.is_open
        OR (SELECT is_open FROM open_author WHERE agent = $author) AS is_lower_bound,
FROM far
JOIN agent ON agent.agent = candidate
JOIN agent AS via_agent ON via_agent.agent = via
JOIN open_author AS candidate_lists ON candidate_lists.agent = candidate
GROUP BY ALL
