SELECT category, label, count(DISTINCT work) AS papers, min(paper) AS example
FROM wrote JOIN about USING (paper)
WHERE agent = $author
GROUP BY category, label
