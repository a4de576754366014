-- Who the names on publications are: a person where an identifier proves it, else all who bear
-- the name.

-- Identifiers that one author bears together are of one person, and so on over others, unless
-- that gave a person two of one scheme: then some list is wrong and none of them are joined.
CREATE TABLE together AS
SELECT DISTINCT one.scheme || '/' || one.value AS id, other.scheme || '/' || other.value AS other
FROM identified AS one JOIN identified AS other USING (record, slot)
WHERE one.scheme <> other.scheme;

CREATE TABLE person AS
WITH RECURSIVE reached(id, other) AS (
    SELECT id, id FROM together
    UNION
    SELECT reached.id, together.other FROM reached JOIN together ON reached.other = together.id
), counted AS (
    SELECT
        id,
        max(other) FILTER (starts_with(other, 'orcid/')) AS orcid,
        count_if(starts_with(other, 'orcid/')) AS orcids,
        count_if(starts_with(other, 'dblp/')) AS dblps,
    FROM reached GROUP BY id
)
SELECT id, orcid AS person FROM counted WHERE orcids = 1 AND dblps = 1;

-- All who bear a name.
CREATE TABLE cluster AS
SELECT name, 'name/' || encoded(name) AS cluster
FROM (SELECT DISTINCT cluster AS name FROM mention);

-- An author of the list that was taken has also the identifiers that other records of the
-- publication state of the same name in the same place; of two ORCID iDs the first record's.
CREATE TABLE authorship AS
WITH stated AS (
    SELECT
        paper, position, cluster,
        coalesce(
            'orcid/' || arg_min(value, rank) FILTER (scheme = 'orcid'),
            'dblp/' || arg_min(value, rank) FILTER (scheme = 'dblp')
        ) AS id,
    FROM ranked JOIN mention USING (record) JOIN identified USING (record, slot)
    GROUP BY paper, position, cluster
)
SELECT
    paper.paper, mention.position, mention.name, cluster.cluster,
    'person/' || replace(encoded(coalesce(person, stated.id)), '%2F', '/') AS proven,
    coalesce(proven, cluster.cluster) AS agent,
FROM paper
JOIN mention ON mention.record = first_record
JOIN cluster ON cluster.name = mention.cluster
LEFT JOIN stated
    ON stated.paper = paper.paper
    AND stated.position = mention.position
    AND stated.cluster = mention.cluster
LEFT JOIN person ON person.id = stated.id;

-- A name is the most frequent form, of equally frequent ones the first by code points.
CREATE TABLE agent AS
WITH form AS (
    SELECT cluster AS agent, name, count(*) AS times FROM authorship GROUP BY ALL
    UNION ALL
    SELECT proven, name, count(*) FROM authorship WHERE proven IS NOT NULL GROUP BY ALL
), standing AS (
    SELECT
        cluster AS agent,
        CASE
            WHEN count(DISTINCT proven) > 1 THEN 'known-ambiguous'
            WHEN count(proven) = count(*) THEN 'verified'
            ELSE 'unverified'
        END AS status
    FROM authorship GROUP BY cluster
)
SELECT agent, arg_min(name, (-times, name)) AS name,
    coalesce(any_value(status), 'person') AS identity_status
FROM form LEFT JOIN standing USING (agent)
GROUP BY agent;
