SELECT
    paper, title, publication.year, publication.venue, count(*) AS matched,
    matched < len($author) AND NOT any_value(publication.complete) AS is_lower_bound,
FROM wrote JOIN publication USING (paper)
WHERE list_contains($author, agent)
GROUP BY paper, title, publication.year, publication.venue
HAVING matched >= 2
