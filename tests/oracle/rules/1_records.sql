-- The records as the lists hold them. What is no text, or blank, counts as not there: kg leaves
-- such members out with a remark. A record without a title is no publication.

CREATE MACRO said(member) AS
    CASE json_type(member) WHEN 'VARCHAR' THEN nullif(bare(member ->> '$'), '') END;

CREATE TABLE record AS
SELECT
    regexp_extract(filename, '([a-z0-9]+?)[0-9]{4}\.json', 1) AS listed_venue,
    regexp_extract(filename, '([0-9]{4})\.json', 1)::INTEGER AS listed_year,
    document,
    row_number() OVER (ORDER BY raw.rowid) AS record,
    collapsed(said(title)) AS title,
    said(status) AS status,
    said(track) AS track,
    coalesce(said(author), said(author_site)) AS listed,
    said(orcid) AS orcid,
    said(dblp) AS dblp,
    list_filter([said(site), said(oa), said(pdf)], lambda url: url IS NOT NULL) AS urls,
    said(doi) AS doi,
    said(arxiv) AS arxiv,
    said(openreview) AS openreview,
    said(github) AS github,
    said(abstract) AS abstract,
    said(primary_area) AS area,
FROM raw JOIN document USING (filename)
WHERE collapsed(said(title)) <> '';

-- What status and track say. A submission that was rejected, withdrawn or is undecided is no
-- publication. Papers of a workshop are of another series than those of its conference.
CREATE TABLE standing AS
SELECT
    record,
    CASE
        WHEN contains(lower(status), 'withdraw') THEN 'withdrawn'
        WHEN contains(lower(status), 'reject') THEN 'rejected'
        WHEN lower(status) IN ('active', 'pending', 'submitted', 'under review') THEN 'submitted'
    END AS submission,
    submission IS NULL AND contains(lower(concat_ws(' ', status, track)), 'workshop') AS workshop,
FROM record;

-- Venue and year: what an address of proceedings states wins over the name of the file, so that
-- the papers of a renamed list stay what they are. The first address that states both is believed.
CREATE TABLE proceedings (host VARCHAR, year VARCHAR, venue VARCHAR);
INSERT INTO proceedings VALUES
    ('aclanthology.org', '^(\d{4})\.(?:findings-)?[a-z]+[.-]', '\.(?:findings-)?([a-z]+)[.-]'),
    ('iclr.cc', '^virtual/(\d{4})/', 'iclr'),
    ('icml.cc', '^virtual/(\d{4})/', 'icml'),
    ('neurips.cc', '^virtual/(\d{4})/', 'nips'),
    ('nips.cc', '^virtual/(\d{4})/', 'nips'),
    ('openaccess.thecvf.com', '(?i)^content[_/][a-z]+_?(\d{4})/', '(?i)^content[_/]([a-z]+)'),
    ('papers.nips.cc', '^paper(?:_files/paper)?/(\d{4})/', 'nips'),
    ('www.ecva.net', '^papers/eccv_(\d{4})/', 'eccv'),
    ('www.ijcai.org', '^proceedings/(\d{4})/', 'ijcai');

CREATE TABLE stated_place AS
WITH address AS (
    SELECT
        record,
        generate_subscripts(urls, 1) AS nth,
        regexp_extract(unnest(urls), '^.*?://([^/]*)/?(.*)$', ['host', 'path'], 's') AS url
    FROM record
), found AS (
    SELECT
        record,
        nth,
        regexp_extract(url.path, proceedings.year, 1) AS year,
        lower(coalesce(nullif(regexp_extract(url.path, venue, 1), ''), venue)) AS venue,
    FROM address JOIN proceedings ON url.host = proceedings.host
)
SELECT record, arg_min(venue, nth) AS venue, arg_min(year, nth)::INTEGER AS year
FROM found WHERE year <> '' GROUP BY record;

CREATE TABLE edition AS
SELECT
    record,
    replace(coalesce(stated.venue, listed_venue), 'nips', 'neurips')
        || CASE WHEN workshop THEN '-workshop' ELSE '' END AS venue,
    coalesce(stated.year, listed_year) AS year,
FROM record JOIN standing USING (record) LEFT JOIN stated_place AS stated USING (record);
