SELECT year, category, label, count(DISTINCT work) AS papers
FROM publication JOIN about USING (paper)
WHERE venue = $venue
GROUP BY year, category, label
