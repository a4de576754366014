SELECT venue, name, year, count(DISTINCT work) AS papers
FROM publication JOIN venue USING (venue)
GROUP BY venue, name, year
