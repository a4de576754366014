-- Repositories that papers link to: in a field of the record, or in the words of the abstract.

-- A repository is what a host keeps under owner and name (or number). What is below its root goes,
-- and ".git"; addresses of the host's own pages and of anything else lead to no repository.
CREATE MACRO unligated(text) AS
    replace(replace(replace(replace(replace(
        text, 'ﬀ', 'ff'), 'ﬁ', 'fi'), 'ﬂ', 'fl'), 'ﬃ', 'ffi'), 'ﬄ', 'ffl');
CREATE MACRO host_in(address) AS
    lower(regexp_extract(address, '(?i)^(?:https?://)?(?:www\.)?([a-z0-9.-]+)/', 1));
CREATE MACRO path_in(address) AS
    regexp_replace(
        regexp_extract(address, '(?i)^(?:https?://)?(?:www\.)?[a-z0-9.-]+/+([^\s?#]*)(?:[?#]\S*)?$', 1),
        '/+', '/', 'g'
    );
CREATE MACRO root_in(host, path) AS
    CASE
        WHEN host = 'github.com' AND regexp_matches(path, '(?i)^(?:features|orgs|search|topics)/') THEN ''
        WHEN host IN ('github.com', 'bitbucket.org', 'codeberg.org', 'gitee.com')
            THEN regexp_extract(path, '^\w[\w.-]*/[\w.-]*[\w-][\w.-]*(?:/|$)')
        WHEN host = 'gist.github.com'
            THEN regexp_extract(path, '(?i)^(?:\w[\w.-]*/)?[0-9a-f]{5,40}(?:/|$)')
        WHEN host LIKE 'gitlab.%'
            THEN regexp_extract(
                regexp_replace(path, '^([^/]+/[^/]+(?:/[^/]+)*?)/(?:-|blob|commits?|issues|tree)(?:/.*)?$', '\1'),
                '^(?:\w[\w.-]*/)+[\w.-]*[\w-][\w.-]*/?$'
            )
        WHEN host = 'huggingface.co' THEN regexp_extract(path, '^spaces/\w[\w.-]*/[\w.-]+(?:/|$)')
        WHEN host = 'anonymous.4open.science'
            THEN regexp_replace(
                regexp_extract(path, '^(?:r|repository|anonymize)/[\w.-]+(?:/|$)'), '^[a-z]+/', 'r/'
            )
        WHEN host IN ('sourceforge.net', 'sf.net')
            THEN regexp_replace(
                regexp_extract(path, '^(?:projects|p)/[\w.-]+(?:/|$)'), '^[a-z]+/', 'projects/'
            )
        ELSE ''
    END;
CREATE MACRO repository(address) AS
    nullif(host_in(address) || '/' || regexp_replace(
        root_in(host_in(address), path_in(address)), '(?i)(?:\.git)?/?$', ''
    ), host_in(address) || '/');
CREATE MACRO code_of(repository) AS
    'code/' || replace(encoded(CASE
        WHEN starts_with(repository, 'huggingface') OR starts_with(repository, 'anonymous')
            THEN repository
        ELSE lower(repository)
    END), '%2F', '/');

-- The field holds addresses, parted by commas, semicolons or "and", or Markdown with links in it.
-- Letters that PDF files make of "fi" and the like are letters.
CREATE TABLE field_link AS
WITH target AS (
    SELECT
        record,
        regexp_extract_all(github, '\]\((https?://[^\s)]+)\)', 1) AS linked,
        CASE
            WHEN linked = [] THEN regexp_split_to_array(github, '\s*[;,]\s*|\s+and\s+')
            ELSE linked
        END AS addresses,
        generate_subscripts(addresses, 1) AS nth,
        unnest(addresses) AS address,
    FROM record
)
SELECT record, nth, repository(unligated(address)) AS repository
FROM target WHERE repository IS NOT NULL;

-- In an abstract a link may lack its scheme, and be broken by spaces behind its colon, slashes and
-- full stops, as in text copied from PDF files. What goes on behind a hyphen and a space can't be
-- told. A bare host that follows letters or a slash is part of something else.
CREATE TABLE abstract_link AS
WITH found AS (
    SELECT
        record,
        regexp_extract_all(
            unligated(abstract),
            '(?i)(?:https?\s{0,2}:?\s{0,2}/\s{0,2}/?\s{0,2}|^|[^\w@/\\.:=%&?#+~-])'
            || '(?:www\.\s{0,2})?'
            || '(?:github\.\s{0,2}com|gist\.\s{0,2}github\.\s{0,2}com|bitbucket\.\s{0,2}org'
            || '|codeberg\.\s{0,2}org|gitee\.\s{0,2}com|huggingface\.\s{0,2}co'
            || '|anonymous\.\s{0,2}4open\.\s{0,2}science|sourceforge\.\s{0,2}net'
            || '|gitlab(?:\.\s{0,2}[a-z0-9-]+){1,4})/\s{0,2}'
            || '(?:[a-z0-9_-]+/\s[a-z0-9][\w-]*(?:[.)\]}]|$)|(?:[a-z0-9._/-]|\\_)+)\s?'
        ) AS texts,
        generate_subscripts(texts, 1) AS nth,
        unnest(texts) AS text,
    FROM record
), address AS (
    SELECT
        record, nth,
        regexp_replace(
            regexp_replace(regexp_replace(text, '\s', '', 'g'), '^(?:https?:?/+|[^a-zA-Z0-9])', ''),
            '[.)\]}]+$', ''
        ) AS address,
    FROM found
    WHERE NOT regexp_matches(text, '-\s$')
)
SELECT record, nth, repository(replace(address, '\', '')) AS repository
FROM address WHERE repository IS NOT NULL;

-- The address is printed as the abstract has it first, else as the field.
CREATE TABLE code AS
SELECT
    paper, code_of(repository) AS code,
    'https://' || arg_min(repository, (rank, of_field, nth)) AS url,
    bool_or(of_field) AS in_field, bool_or(NOT of_field) AS in_abstract,
FROM (
    SELECT record, nth, repository, true AS of_field FROM field_link
    UNION ALL SELECT record, nth, repository, false FROM abstract_link
) JOIN ranked USING (record)
GROUP BY ALL;
