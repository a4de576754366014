SELECT other.category, other.label, count(DISTINCT work) AS shared_papers
FROM about AS own
JOIN about AS other USING (paper)
JOIN publication USING (paper)
WHERE own.category = $category AND other.category <> $category
GROUP BY other.category, other.label
