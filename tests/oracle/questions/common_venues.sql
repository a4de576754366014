WITH counted AS (
    SELECT
        venue, name || ' ' || count(DISTINCT work) AS text, identity_status, agent
    FROM wrote JOIN agent USING (agent)
    WHERE list_contains($author, agent)
    GROUP BY venue, agent, name, identity_status
)
SELECT
    venue, venue.name, count(*) AS matched,
    string_agg(text, '; ' ORDER BY text, agent) AS papers_per_author,
    string_agg(identity_status, '; ' ORDER BY text, agent) AS identity_status,
FROM counted JOIN venue USING (venue)
GROUP BY venue, venue.name
HAVING count(*) >= 2
