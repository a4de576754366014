"""Errors of syntax in plain words: the mistakes that people make, recognised by rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from itertools import pairwise

from kg.errors import QueryError
from kg.graph.vocab import PREFIXES
from kg.sparql.grouping import AGGREGATES, ungrouped
from kg.sparql.reading import Reading, read
from kg.sparql.tokens import line_and_column, pointed_at

_LITERAL = re.compile(r'"([^"]+)"')
_TERMS = {"iri", "prefixed", "text", "variable", "number"}
_QUOTES = dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚", "'")
_CLOSING = {"{": "}", "(": ")", "[": "]"}
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
_AFTER_THE_PATTERN = {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"}
_INSIDE = {"FILTER", "OPTIONAL", "BIND", "UNION", "MINUS", "GRAPH"}
_OTHER_LANGUAGES = {
    "LIKE": 'LIKE is SQL: write CONTAINS(LCASE(?x), "text") or REGEX(?x, "pattern", "i")',
    "ILIKE": 'ILIKE is SQL: write REGEX(?x, "pattern", "i")',
    "NULL": "there is no NULL: write !BOUND(?x), or BOUND(?x) for what is there",
    "IS": "there is no IS: write BOUND(?x) or !BOUND(?x)",
    "AND": "AND is written &&",
    "OR": "OR is written ||",
    "BETWEEN": "there is no BETWEEN: write ?x >= 2020 && ?x <= 2024",
    "TOP": "there is no TOP: write LIMIT 10 at the end of the query",
    "JOIN": "there is no JOIN: patterns within the same braces are joined",
    "EXPLAIN": "there is no EXPLAIN in SPARQL",
    "LOWER": "the function is LCASE",
    "UPPER": "the function is UCASE",
    "LENGTH": "the function is STRLEN",
    "LEN": "the function is STRLEN",
    "SUBSTRING": "the function is SUBSTR",
    "IFNULL": "the function is COALESCE",
    "NVL": "the function is COALESCE",
    "TODAY": "the function is NOW()",
}


Mistake = tuple[int, str]
"""The place of a token, and what is wrong there."""


def explained(text: str, message: str) -> QueryError:
    """The error for a query that the engine refuses with a message."""
    reading = read(text, message)
    place, said = next(found for rule in _RULES if (found := rule(reading)))
    ends = place >= len(reading.tokens)
    offset = len(text.rstrip()) if ends else reading.tokens[place].start
    line, column = line_and_column(text, offset)
    return QueryError(
        f"not a SPARQL query that can be run: line {line}, column {column}: {said}"
        f"{pointed_at(text, line, column)}",
        line,
        column,
    )


def _quotation_mark(reading: Reading) -> Mistake | None:
    for place, token in enumerate(reading.tokens):
        if token.text in _QUOTES:
            return place, f"{token.text} is a mark of typesetting: write {_QUOTES[token.text]}"
        if token.text == "`":
            return place, '` quotes nothing in SPARQL: write a variable as ?name, a text as "text"'
    return None


def _open_text(reading: Reading) -> Mistake | None:
    for place, token in enumerate(reading.tokens):
        if token.text in {'"', "'"}:
            return place, (
                f"a text begins or ends at this {token.text} without another one on its line;"
                f" inside of a text it is written \\{token.text}"
            )
    return None


def _bare_iri(reading: Reading) -> Mistake | None:
    for place, token in enumerate(reading.tokens):
        following = reading.token(place + 1)
        if token.text in {"http:", "https:"} and following.text == "/":
            return place, "an IRI stands between < and >"
    return None


def _unknown_prefix(reading: Reading) -> Mistake | None:
    known = set(PREFIXES)
    for place, token in enumerate(reading.tokens):
        if token.kind != "prefixed":
            continue
        prefix = token.text.partition(":")[0]
        if reading.token(place - 1).word == "PREFIX":
            known.add(prefix)
        elif prefix not in known and prefix != "_":
            close = get_close_matches(prefix, known, 1)
            hint = f"; did you mean {close[0]}:?" if close else f" (known: {', '.join(PREFIXES)})"
            return place, f"unknown prefix {prefix}:{hint}"
    return None


def _brackets(reading: Reading) -> Mistake | None:
    stack: list[int] = []
    for place, token in enumerate(reading.tokens):
        if token.kind == "open":
            stack.append(place)
        elif token.kind == "close":
            if not stack:
                return place, f"this {token.text} closes nothing"
            opened = reading.tokens[stack.pop()].text
            if _CLOSING[opened] != token.text:
                return place, f"{_CLOSING[opened]} is missing before this {token.text}"
    if stack:
        opened = reading.tokens[stack[-1]].text
        return stack[-1], f"this {opened} is never closed: {_CLOSING[opened]} is missing"
    return None


def _form(reading: Reading) -> Mistake | None:
    for place, token in enumerate(reading.tokens):
        if token.word in _UPDATES:
            return place, "a query can't change the graph; kg load and kg unload do"
        if token.word in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}:
            break
    return None


def _prologue(reading: Reading) -> Mistake | None:
    for place, (word, name) in enumerate(pairwise(reading.tokens)):
        if word.word == "PREFIX" and (name.kind != "prefixed" or not name.text.endswith(":")):
            return place + 1, "a prefix is declared with a colon: PREFIX ex: <http://example.org/>"
    if reading.found.word in {"PREFIX", "BASE"}:
        return reading.at, f"{reading.found.word} stands before the query"
    return None


def _other_language(reading: Reading) -> Mistake | None:
    told = _OTHER_LANGUAGES.get(reading.found.word)
    return (reading.at, told) if told else None


def _from(reading: Reading) -> Mistake | None:
    for place, (word, name) in enumerate(pairwise(reading.tokens)):
        if word.word == "FROM" and name.kind == "word" and name.word != "NAMED":
            return (
                place,
                "there are no tables: the graph is asked as a whole, WHERE { … } says for what",
            )
    return None


def _selected(reading: Reading) -> Mistake | None:
    """What stands between SELECT and the pattern."""
    before = reading.tokens[: reading.at]
    words = {token.word for token in before}
    if "SELECT" not in words or any(token.text == "{" for token in before):
        return None
    found, previous = reading.found, reading.previous()
    if found.text == ")":
        return reading.at, "what is computed needs a name: (COUNT(?x) AS ?n)"
    if reading.opened():
        return None
    if found.text == ",":
        return reading.at, "variables stand side by side, without commas: ?a ?b"
    if found.word in AGGREGATES or found.word == "AS" or reading.token(reading.at + 1).text == "(":
        return reading.at, "what is computed stands in parentheses with its name: (COUNT(?x) AS ?n)"
    if found.word and previous.word in {"SELECT", "DISTINCT", "REDUCED"}:
        return reading.at, f"a variable begins with a question mark: ?{found.text}"
    if found.word in _AFTER_THE_PATTERN:
        return (
            reading.at,
            f"{found.word} stands after the pattern: SELECT … WHERE {{ … }} {found.word} …",
        )
    if found.kind == "end":
        return reading.at, "the pattern is missing: WHERE { … }"
    if previous.word == "WHERE":
        return reading.at, "{ is missing: WHERE { … }"
    return None


def _comparison(reading: Reading) -> Mistake | None:
    found = reading.found
    if found.text == "==":
        return reading.at, "equal is written ="
    if found.text == "<>" and "(" in {token.text for token in reading.opened()}:
        return reading.at, "unequal is written !="
    opened = reading.opened()
    if opened and opened[-1].text == "{" and found.text in {"=", "<", ">", "!=", "<=", ">="}:
        return reading.at, (
            f"{found.text} compares only inside of FILTER( … ); a pattern is three terms:"
            " ?paper schema:name ?title"
        )
    return None


def _parentheses(reading: Reading) -> Mistake | None:
    """Words that want parentheses or braces after them."""
    previous, found = reading.previous(), reading.found
    if previous.word == "FILTER":
        return reading.at, "the condition of FILTER stands in parentheses: FILTER(?x > 3)"
    if previous.word == "BIND":
        return reading.at, "BIND takes parentheses: BIND(?x + 1 AS ?y)"
    if previous.word == "IN":
        return reading.at, "IN takes a list in parentheses: ?x IN (1, 2)"
    if previous.word == "NOT":
        return (
            reading.at,
            "NOT stands only before EXISTS { … } and IN ( … ); elsewhere it is written !",
        )
    if previous.word in {"OPTIONAL", "UNION", "MINUS", "EXISTS", "WHERE"}:
        return reading.at, f"{{ is missing: {previous.word} {{ … }}"
    if previous.word in AGGREGATES and found.word == "DISTINCT":
        return (
            reading.at,
            f"DISTINCT stands inside of the parentheses: {previous.word}(DISTINCT ?x)",
        )
    if not reading.opened() and "HAVING" in {token.word for token in reading.tokens[: reading.at]}:
        return reading.at, "the condition of HAVING stands in parentheses: HAVING(COUNT(?x) > 3)"
    return None


def _modifiers(reading: Reading) -> Mistake | None:
    """What stands after the pattern, or should."""
    found, opened = reading.found, reading.opened()
    if opened and opened[-1].text == "{" and found.word in _AFTER_THE_PATTERN:
        return reading.at, f"{found.word} stands after the last brace of the pattern"
    if opened:
        return None
    before = {token.word for token in reading.tokens[: reading.at]}
    if found.text == ";":
        return reading.at, "no ; stands at the end of a query"
    if found.word in _INSIDE:
        return reading.at, f"{found.word} stands inside of the braces of the pattern"
    if found.text == "," and "LIMIT" in before:
        return reading.at, "the rows to leave out are told by OFFSET: LIMIT 20 OFFSET 10"
    if reading.previous().word in {"LIMIT", "OFFSET"}:
        return reading.at, f"{reading.previous().word} takes a whole number"
    if found.word in _AFTER_THE_PATTERN and before & {"ORDER", "LIMIT", "OFFSET"}:
        return (
            reading.at,
            f"{found.word} stands too late: GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET",
        )
    last = reading.token(len(reading.tokens) - 1)
    if last.word in {"DESC", "ASC"} and reading.at >= len(reading.tokens) - 1:
        return len(
            reading.tokens
        ) - 1, f"{last.word} stands before what is sorted by: {last.word}(?x)"
    return None


def _pattern(reading: Reading) -> Mistake | None:
    opened, found = reading.opened(), reading.found
    if not opened or opened[-1].text != "{":
        return None
    if found.word and found.word not in _INSIDE and found.text != "a":
        return reading.at, (
            f"{found.text} is neither a term nor a keyword that can stand here: a variable is"
            f" ?{found.text}, a term has a prefix (schema:{found.text}), a text has quotes"
        )
    before = reading.tokens[max(reading.at - 3, 0) : reading.at]
    if found.kind in _TERMS and all(token.kind in _TERMS or token.text == "a" for token in before):
        return reading.at, (
            "a pattern is three terms, so . is missing before this one"
            " (or ; if it is said of the same thing)"
        )
    if found.kind in _TERMS and reading.previous(2).text == ",":
        told = "after , stands another value of the same property; another property follows ;"
        return reading.at - 1, told
    if found.kind == "number" and reading.previous().text == "-":
        return (
            reading.at,
            'a day is written "2024-05-31"^^xsd:date, a year as a number: kg:year 2024',
        )
    if found.kind in {"text", "number"}:
        return (
            reading.at,
            f"{found.text} is a value and can't name a property: no quotes around terms",
        )
    return None


def _grouping(reading: Reading) -> Mistake | None:
    """Variables that GROUP BY leaves without one value; at a } the engine does not say so."""
    unbound = "variable that is unbound" in reading.expected
    place = ungrouped(reading.tokens) if unbound or reading.found.text == "}" else None
    if place is not None:
        name = reading.tokens[place].text
        return place, (
            f"{name} is neither in GROUP BY nor inside of an aggregate: add it to GROUP BY, or"
            f" take one of its values, (SAMPLE({name}) AS ?some)"
        )
    if unbound:
        aggregates = (i for i, token in enumerate(reading.tokens) if token.word in AGGREGATES)
        told = "what is counted stands in SELECT or, after GROUP BY, in HAVING( … ), not in FILTER"
        return next(aggregates, reading.at), told
    if "SELECT *" in reading.expected:
        stars = (i for i, token in enumerate(reading.tokens) if token.text == "*")
        return next(stars, reading.at), "with GROUP BY, SELECT names its variables: no *"
    return None


def _used_name(reading: Reading) -> Mistake | None:
    """A name after AS that is in use already."""
    overridden = "overrides an existing variable" in reading.expected
    names = [token.text for token in reading.tokens if token.kind == "variable"]
    for place, (word, name) in enumerate(pairwise(reading.tokens), 1):
        used = word.word == "AS" and names.count(name.text) > 1
        if used and (overridden or place + 2 == reading.at):
            return place, f"{name.text} is in use: after AS stands a new name"
    return None


def _relative(reading: Reading) -> Mistake | None:
    if "IRI parsing failed" not in reading.expected:
        return None
    told = "is no whole IRI: write <http://…>, or a term with a prefix"
    return reading.at, f"{reading.found.text} {told}"


def _anything(reading: Reading) -> Mistake:
    wanted = _LITERAL.fullmatch(reading.expected.strip())
    if reading.found.kind == "end":
        return reading.at, "the query ends too early"
    if wanted:
        return reading.at, f"{wanted[1]} must stand here, not {reading.found.text}"
    return reading.at, f"{reading.found.text} can't stand here"


_RULES: tuple[Callable[[Reading], Mistake | None], ...] = (
    _quotation_mark,
    _open_text,
    _bare_iri,
    _form,
    _prologue,
    _unknown_prefix,
    _from,
    _other_language,
    _selected,
    _brackets,
    _grouping,
    _used_name,
    _relative,
    _parentheses,
    _comparison,
    _modifiers,
    _pattern,
    _anything,
)
"""What is looked for, the most certain first; the last finds something in any query."""
