"""Who is who: the mentions of a name grouped into persons, and names that may be one person's."""
