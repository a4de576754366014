"""What speaks for and against two groups of authorships being one person's: a table of weights.

All points are log-odds (natural logarithm), added up to the confidence 1 / (1 + e^-sum). They start
from how many people may bear the name. They were set by reasoning, and on papers of people with
rare full names: what two papers of one such person share, and two papers of two. They were never
fitted to labels of real namesakes.
"""

from __future__ import annotations

from kg.link.score import Curve

JOIN = 0.0
"""Log-odds from which on two groups become one: more likely one person than two."""

ACCEPT = 0.9
"""From this confidence on an authorship is accepted as the person's, else put up for review."""

LEAST_PRIOR, MOST_PRIOR = -1.0, 1.0
"""Where a pair of groups starts, by the number of people who bear the name, at least and at most: a
few of many bearers write most of the papers, and a rare name is no proof."""

LIFEWORK = 100
"""Hardly anybody has more papers in one graph than this: a name with many more is many people's,
and starts the lower."""

TRUST, DOUBT = 0.9, 10
"""How far the groups found decide where pairs start in a second round, and so many authorships make
half of that: where one group has nearly all the papers a name is one person's."""

NOT_FOUND, MOST_TOGETHER = 1.5, 0.9
"""So many times as many pairs of papers are one person's as the first round finds, and at most such
a share of all."""

PARTNER, NEXT_PARTNER = 5.5, 0.45
"""At most for the first shared co-author, and the share of it that each further one adds: those who
work together are often shared together."""

NAMES_ALIKE, LIKE_FINDS_LIKE = 3, 10
"""So much likelier than by chance co-authors of namesakes bear one name, and somebody works with
two namesakes: they are often of one country and one field."""

NO_PARTNER, MOST_NO_PARTNER = -0.8, -1.2
"""Nobody signs with both groups: for two single papers, and at most for groups of many. People move
from one circle to another, and a circle is what makes a group."""

COLLEAGUES, LEAST_COLLEAGUES, MOST_COLLEAGUES = 2.3, -0.6, 4.0
"""Co-authors of the one sign with co-authors of the other, oftener or less often than expected."""

CIRCLE, MOST_EXPECTED = 17, 0.01
"""So much likelier than any two people co-authors of namesakes sign together, and at most so
likely: they are of one field."""

TOPIC: Curve = (
    (-2.0, -1.6),
    (-1.0, -0.8),
    (-0.4, -0.1),
    (0.0, 0.0),
    (2.0, 0.8),
    (5.0, 2.0),
    (10.0, 3.0),
)
"""By how much more alike titles and keywords are than those of any two papers, in standard
deviations."""

TOPIC_SPREAD = 0.035
"""The standard deviation of the likeness of two titles."""

MOST_PAIRS = 64
"""More pairs of papers than this say no more: all people of a field use its words."""

VENUE, VENUE_CHANCE, MOST_VENUE = 0.4, 0.05, 2.0
"""By how much oftener than any two papers those of both appear in one venue."""

CATEGORY, CATEGORY_CHANCE, MOST_CATEGORY = 0.4, 0.1, 1.5
"""The same for subject categories."""

PLACE, PLACE_CHANCE = 1.1, 0.01
"""By how much more alike affiliations are than those of any two authors."""

STAFF = 5000
"""So many people may give one affiliation: two of a common name among them are no wonder."""

YEARS_APART: Curve = (
    (3.0, 0.0),
    (6.0, -0.3),
    (10.0, -1.0),
    (15.0, -1.6),
    (20.0, -2.5),
    (40.0, -5.0),
)
"""By the years between the papers of the one and those of the other."""

CAREER: Curve = ((40.0, 0.0), (60.0, -4.0))
"""By the years from the first paper to the last."""

SAME_ID, OTHER_ID = 4.0, -2.0
"""One identifier that a program gave, or two: programs guess too."""

NAME_FORM, LEAST_NAME = 4.0, 0.75
"""Two forms of a name that agree less than fully lose so much of the difference, and those that
agree less than the second are no forms of one name."""

VARIANT = -1.0
"""Most people sign in one form."""

BEYOND_NAMES = 2.0
"""So much must speak for two forms of a name being one person's beside the names themselves."""
