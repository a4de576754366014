-- Somebody named twice on a list stands at both places.
SELECT
    CASE
        WHEN position = 1 THEN 'first'
        WHEN position < listed THEN 'middle'
        WHEN complete THEN 'last'
        ELSE 'unknown'
    END AS role,
    count(DISTINCT work) AS papers,
FROM authorship JOIN publication USING (paper)
WHERE agent = $author
GROUP BY role
