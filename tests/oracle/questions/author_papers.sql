SELECT
    year, paper, title, publication.venue, position, listed,
    CASE WHEN complete THEN true END AS complete,
    names AS authors, code,
FROM wrote JOIN publication USING (paper, year, complete)
WHERE agent = $author
