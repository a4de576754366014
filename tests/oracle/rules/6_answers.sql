-- What the questions are asked of: publications and who wrote them; submissions are left out.

CREATE TABLE publication AS
SELECT
    paper, work, title, year, venue, edition, listed, names, coalesce(complete, false) AS complete,
    (SELECT string_agg(url, ' ' ORDER BY url) FROM code WHERE code.paper = paper.paper) AS code,
FROM paper JOIN work USING (paper)
WHERE NOT submitted;

-- An author who is named twice on a publication is one author of it.
CREATE TABLE wrote AS
SELECT agent, paper, any_value(work) AS work, any_value(year) AS year, any_value(venue) AS venue,
    min(position) AS position, any_value(complete) AS complete
FROM authorship JOIN publication USING (paper)
GROUP BY agent, paper;

-- Whether the lists of an author's publications can hide somebody.
CREATE TABLE open_author AS
SELECT agent, count_if(NOT complete) > 0 AS is_open FROM wrote GROUP BY agent;

CREATE MACRO share_of(part, whole) AS
    CASE WHEN whole > 0 THEN floor(1000.0 * part / whole + 0.5) / 1000 END;

-- Venues by the names that people use. The workshops of a conference stand in its list, and so
-- bear its name.
CREATE TABLE venue AS
WITH listed AS (
    SELECT DISTINCT venue, regexp_extract(venue, '/([a-z0-9]+)', 1) AS short FROM publication
)
SELECT
    venue,
    CASE short
        WHEN 'acmmm' THEN 'ACM MM'
        WHEN 'automl' THEN 'AutoML'
        WHEN 'corl' THEN 'CoRL'
        WHEN 'neurips' THEN 'NeurIPS'
        ELSE upper(short)
    END AS name,
FROM listed;
