-- The author lists, name by name. They come from web pages, so that marks of footnotes, e-mail
-- signs, institutions or whole sentences stand between the separators too.

-- Only a list that shows a sign of such things is looked at closely: elsewhere the full stop of
-- "Ada. Hill" would be taken for the end of a sentence.

-- Semicolons part a list if it has any, else commas. The lists of ICRA and IROS say everybody
-- twice in a row, and some of 2006 four times: then one time is the list.
CREATE TABLE list AS
SELECT
    record,
    contains(listed, ';') AS by_semicolon,
    CASE
        WHEN by_semicolon
            THEN string_split(regexp_replace(collapsed(listed), ' ?; ?', ';', 'g'), ';')
        ELSE string_split(regexp_replace(collapsed(listed), ' ?, ?', ',', 'g'), ',')
    END AS stated,
    len(stated) // 2 AS half,
    len(stated) // 4 AS quarter,
    len(stated) % 2 = 0 AND stated[:half] = stated[half + 1:] AS twice,
    twice AND len(stated) % 4 = 0 AND stated[:quarter] = stated[quarter + 1:half] AS four_times,
    CASE WHEN four_times THEN quarter WHEN twice THEN half ELSE len(stated) END AS length,
    stated[:length] AS parts,
    NOT by_semicolon
        OR list_contains(parts, '')
        OR regexp_matches(listed, '[*†‡§¶#0-9()\[\]@<>|/&•]')
        OR regexp_matches(listed, 'and |niversit|nstitut|esearch|Cent|aborator|College')
        AS suspect,
FROM record
WHERE listed IS NOT NULL;

CREATE MACRO without_marks(part) AS
    bare(regexp_replace(part, '[*†‡§¶#]+|\([^\p{L}\p{N}_()]*\)|\[[0-9]*\]', '', 'g'));
CREATE MACRO without_numbers(part) AS
    regexp_replace(
        regexp_replace(part, '^[0-9]{1,2}([\p{L}_])', '\1'), '([\p{L}_])[0-9]{1,2}$', '\1'
    );
CREATE MACRO without_bracket(part) AS
    CASE
        WHEN ends_with(part, ')') AND NOT contains(part, '(') THEN part[:-2]
        ELSE part
    END;
CREATE MACRO mended(part) AS
    collapsed(
        regexp_replace(without_bracket(without_numbers(without_marks(part))), '^and ', '')
    );

-- Words besides initials and particles.
CREATE MACRO full_words(name) AS
    len([
        word FOR word IN string_split(name, ' ')
        IF length(word) > 1 AND regexp_matches(word, '^\p{Lu}') AND NOT ends_with(word, '.')
    ]);

CREATE MACRO is_no_name(name) AS (
    length(name) > 100
    OR length(name) - length(replace(name, ' ', '')) >= 9
    OR full_words(name) > 7
    OR NOT regexp_matches(name, '\p{L}')
    OR regexp_matches(name, '[@<>|/•]|[a-z]{4,}\. [A-Z]|\s[a-z]{4,}\.$')
    OR regexp_matches(
        name,
        '(?:^|[^\p{L}\p{N}_])'
        || '(?:(?:Academy|Center|Centre|College|Corporation|Inc|Research|School)'
        || '(?:$|[^\p{L}\p{N}_])|Institut|Laborator|Technolog|Universit)'
    )
);

CREATE TABLE part AS
SELECT
    record, by_semicolon, slot, mended(part) AS name,
    name = '' AS blank,
    suspect AND NOT blank AND is_no_name(name) AS lost,
    NOT by_semicolon
        AND regexp_full_match(name, '(?:Jr|Sr)\.?|I{2,3}|IV|Ph\.?\s?D\.?|M\.?D\.?') AS suffix,
FROM (
    SELECT
        record, by_semicolon, suspect,
        generate_subscripts(parts, 1) AS slot, unnest(parts) AS part,
    FROM list
);

-- A list is known to be complete if all of it could be read. Without separators between them,
-- names can't be told apart; where commas part them, one odd part makes the others doubtful too.
CREATE TABLE reading AS
SELECT
    record,
    count_if(lost) = 0 AND count_if(NOT blank) > 0 AS whole,
    (NOT any_value(by_semicolon) AND count_if(lost) > 0)
        OR (count(*) = 1 AND full_words(any_value(name)) >= 6) AS unreadable,
FROM part GROUP BY record;

-- "Jr." behind a comma belongs to the name before it; "A B and C D" are two names.
CREATE TABLE mention AS
WITH named AS (
    SELECT
        record, min(slot) AS slot, string_agg(name, ', ' ORDER BY slot) AS name,
        string_agg(name, ', ' ORDER BY slot) = min(name) AS plain
    FROM (
        SELECT *, count_if(NOT suffix) OVER (PARTITION BY record ORDER BY slot) AS nth
        FROM part JOIN reading USING (record)
        WHERE NOT blank AND NOT lost AND NOT unreadable
    )
    GROUP BY record, nth
), apart AS (
    SELECT
        record, slot,
        regexp_extract(name, '^(\S+ .*\S) (?:and|&) (\S+ .*\S)$', ['one', 'two']) AS joined,
        CASE WHEN joined['one'] = '' THEN [name] ELSE [joined['one'], joined['two']] END AS names,
        joined['one'] = '' AS single,
    FROM named
), every AS (
    SELECT
        record, slot, single, generate_subscripts(names, 1) AS piece, unnest(names) AS name
    FROM apart
)
SELECT
    record,
    row_number() OVER (PARTITION BY record ORDER BY slot, piece) AS position,
    name,
    folded(name) AS cluster,
    CASE WHEN single THEN slot END AS slot,
FROM every;

-- An ORCID iD with its check digit (ISO 7064, mod 11-2), a person's key in DBLP. Addresses that
-- are made of a name (dblp.org/pers/…) and those of publications or searches are no identifiers.
CREATE MACRO digits_of(cell) AS
    upper(replace(regexp_extract(
        cell,
        '^(?:(?:https?://)?(?:www\.)?orcid\.org/|my-orcid\?orcid=)?([0-9]{4}-?[0-9]{4}-?[0-9]{4}-?[0-9]{3}[0-9Xx])/?$',
        1
    ), '-', ''));
CREATE MACRO is_checked(digits) AS
    list_sum([
        (CASE digits[i] WHEN 'X' THEN 10 ELSE digits[i]::INTEGER END) * (1 << (16 - i))
        FOR i IN range(1, 17)
    ]) % 11 = 1;
CREATE MACRO orcid_of(cell) AS
    CASE WHEN digits_of(cell) <> '' AND is_checked(digits_of(cell)) THEN
        concat_ws('-', digits_of(cell)[1:4], digits_of(cell)[5:8], digits_of(cell)[9:12],
                  digits_of(cell)[13:16])
    END;
CREATE MACRO dblp_of(cell) AS
    nullif(regexp_extract(
        cell,
        '^(?:https?://(?:www\.)?dblp[0-9]?\.(?:org|uni-trier\.de)/)?(?:pid/|homepages/)?([0-9]{1,3}/[0-9]{1,6}(?:-[0-9]{1,4})?|[a-z]/[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9]+)*)(?:\.html)?/?(?:[?#]\S*)?$',
        1
    ), '');

-- A column beside the list has one cell for each author, or says of nobody anything.
CREATE TABLE identified AS
WITH beside AS (
    SELECT
        record, scheme, length, len(stated) AS said,
        [bare(cell) FOR cell IN string_split(text, ';')] AS cells,
    FROM list JOIN (
        SELECT record, 'orcid' AS scheme, orcid AS text FROM record
        UNION ALL SELECT record, 'dblp', dblp FROM record
    ) USING (record)
    WHERE text IS NOT NULL
), aligned AS (
    SELECT
        record, scheme,
        CASE
            WHEN len(cells) = length THEN cells
            WHEN len(cells) = said AND cells[:said - length] = cells[length + 1:]
                THEN cells[:length]
        END AS cells,
    FROM beside
)
SELECT
    record, slot, scheme,
    CASE scheme WHEN 'orcid' THEN orcid_of(cell) ELSE dblp_of(cell) END AS value,
FROM (
    SELECT record, scheme, generate_subscripts(cells, 1) AS slot, unnest(cells) AS cell
    FROM aligned
)
WHERE value IS NOT NULL;
