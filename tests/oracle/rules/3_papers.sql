-- Publications: records of one normalised title, first name, venue and year are one.

CREATE MACRO words_of(title) AS
    trim(regexp_replace(folded(title), '[^\p{L}\p{M}\p{N}]+', ' ', 'g'));

-- Titles that many papers bear ask for volume, number and pages besides, as do records without
-- authors. The lists have none of these, so that only the form of the key is another.
CREATE TABLE generic_title AS
SELECT unnest(['frontmatter', 'index', 'introduction', 'preface', 'proceedings']) AS title;

CREATE MACRO slug_of(words) AS (
    coalesce(nullif(
        CASE
            WHEN length(words) <= 60 THEN replace(words, ' ', '-')
            WHEN contains(words[:61], ' ')
                THEN replace(regexp_extract(words[:61], '^(.+) [^ ]*$', 1), ' ', '-')
            ELSE words[:60]
        END, ''), 'untitled')
);

CREATE TABLE keyed AS
SELECT
    record.record,
    coalesce(nullif(words_of(title), ''), folded(title)) AS words,
    coalesce(first.cluster, '') AS first_name,
    'paper/' || encoded(slug_of(words)) || '-' || left(sha256(concat_ws(
        chr(31), words, first_name, edition.venue, edition.year,
        CASE WHEN first_name = '' OR words IN (FROM generic_title) THEN chr(31) || chr(31) END
    )), 16) AS paper,
FROM record
JOIN edition USING (record)
LEFT JOIN mention AS first ON first.record = record.record AND first.position = 1;

-- Of several records of a publication that with a complete list comes first, then that with the
-- longer list, then that of the document with the smaller hash, then the earlier one.
CREATE TABLE ranked AS
SELECT
    paper, record, row_number() OVER (
        PARTITION BY paper
        ORDER BY NOT coalesce(whole AND NOT unreadable, false), coalesce(names, 0) DESC, document, record
    ) AS rank,
FROM keyed
JOIN record USING (record)
LEFT JOIN reading USING (record)
LEFT JOIN (SELECT record, count(*) AS names FROM mention GROUP BY record) USING (record);

-- The title and the list of authors are those of the first record. A submission that was also
-- published is a publication.
CREATE TABLE paper AS
SELECT
    paper, record AS first_record, title,
    'venue/' || edition.venue AS venue,
    'venue/' || edition.venue || '/' || edition.year AS edition,
    edition.year AS year,
    CASE WHEN whole AND NOT unreadable THEN true END AS complete,
    (SELECT count(*) FROM mention WHERE mention.record = first_record) AS listed,
    (
        SELECT string_agg(name, ', ' ORDER BY position)
        FROM mention WHERE mention.record = first_record
    ) AS names,
    (
        SELECT count(*) = count(submission) FROM ranked AS any_record JOIN standing USING (record)
        WHERE any_record.paper = ranked.paper
    ) AS submitted,
FROM ranked
JOIN record USING (record)
JOIN edition USING (record)
LEFT JOIN reading USING (record)
WHERE rank = 1;

-- Works: publications that share an identifier, directly or over others, are one.
CREATE TABLE identifier AS
SELECT DISTINCT paper, identifier FROM ranked JOIN (
    SELECT record, 'arxiv:' || regexp_extract(arxiv, '([0-9]{4}\.[0-9]{4,5})(?:v[0-9]+)?$', 1)
        AS identifier
    FROM record
    UNION ALL
    SELECT record, 'doi:' || regexp_extract(replace(lower(doi), ' _', '_'), '10\.[0-9]{4,9}/\S+')
    FROM record
    UNION ALL
    SELECT record, 'openreview:' || regexp_extract(
        url, '//openreview\.net/(?:forum|pdf)\?(?:\S*&)?id=([A-Za-z0-9_-]{8,20})', 1
    )
    FROM (SELECT record, unnest(urls) AS url FROM record)
    UNION ALL
    SELECT record, 'acl:' || regexp_extract(
        url, '//aclanthology\.org/([0-9]{4}\.[a-z0-9_]+-[a-z0-9]+(?:\.[0-9]+)?|[A-Z][0-9]{2}-[0-9]{1,4})', 1
    )
    FROM (SELECT record, unnest(urls) AS url FROM record)
) USING (record)
WHERE identifier NOT LIKE '%:';

CREATE TABLE same_work AS
SELECT DISTINCT one.paper AS paper, other.paper AS other
FROM identifier AS one JOIN identifier AS other USING (identifier)
WHERE one.paper <> other.paper;

CREATE TABLE work AS
WITH RECURSIVE reached(paper, other) AS (
    SELECT paper, other FROM same_work
    UNION
    SELECT reached.paper, same_work.other FROM reached JOIN same_work ON reached.other = same_work.paper
)
SELECT paper, coalesce(least(paper, min(other)), paper) AS work
FROM paper LEFT JOIN reached USING (paper)
GROUP BY paper;

-- Areas as the lists name them.
CREATE TABLE about AS
SELECT DISTINCT paper, 'category/primary-area/' || encoded(area) AS category, area AS label
FROM ranked JOIN record USING (record)
WHERE area IS NOT NULL;
