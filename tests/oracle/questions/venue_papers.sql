SELECT
    year, edition, paper, title, names AS authors, code,
    (
        SELECT string_agg(label, ', ' ORDER BY label) FROM about
        WHERE about.paper = publication.paper
    ) AS categories,
FROM publication
WHERE venue = $venue AND ($year IS NULL OR year = $year)
