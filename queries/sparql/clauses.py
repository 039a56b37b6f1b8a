"""Mistakes in one clause of a query or update: SELECT, patterns, triples, and what follows the pattern.

Each function yields the mistakes that it recognises at a place, the most telling first.
"""

from collections.abc import Iterator
from typing import Final

from graph.errors import N_
from queries.sparql.explanation import Explanation
from queries.sparql.grammar import AGGREGATES, ARGUMENTS
from queries.sparql.lexer import Kind
from queries.sparql.situation import COMPARING, UPDATES, Situation, short

_MODIFIERS: Final = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"})
_REPEATED: Final = frozenset({"?", "*", "+"})
_EACH: Final = N_("Write one aggregate for each: (%(word)s(?x) AS ?a) (%(word)s(?y) AS ?b)")
_SEVERAL: Final = {
    "GROUP_CONCAT": N_('The separator of GROUP_CONCAT is written so: GROUP_CONCAT(?x; SEPARATOR=", ")'),
    "MIN": N_("The smaller of two values in one row is IF(?x < ?y, ?x, ?y)."),
    "MAX": N_("The greater of two values in one row is IF(?x > ?y, ?x, ?y)."),
}
"""What to write in place of an aggregate of several expressions."""


def in_select(one: Situation) -> Iterator[Explanation]:
    """Yield mistakes after SELECT or DESCRIBE."""
    token, before = one.token(), one.token(-1)
    if token.text == "," and one.token(-2).word == "AS" and "Assigned" in one.within:
        yield one.fault(
            "Each expression after SELECT has its own parentheses.", hint="Write (… AS ?x) (… AS ?y)."
        )
    if token.text == "," and "variable" in one.wanted and one.within[0] == "Describe":
        yield one.fault(
            "Variables after DESCRIBE stand without commas.",
            hint="Write DESCRIBE ?x ?y, with blanks between them.",
        )
    if "SelectClause" in one.within[:3] or one.within[0] == "Projected":
        if token.text == ",":
            yield one.fault(
                "Variables after SELECT stand without commas.",
                hint="Write SELECT ?x ?y, with blanks between them.",
            )
        if token.word in AGGREGATES or token.word in ARGUMENTS:
            yield one.fault(
                "An expression after SELECT stands in parentheses with the name of its column.",
                hint="Write (%(word)s(…) AS ?name).",
                word=token.word,
            )
        if token.word == "AS":
            yield one.fault(
                "A column is renamed in parentheses.",
                hint="Write (%(before)s AS ?name).",
                before=before.text,
            )
        if token.text in ("{", "") or token.word in ("WHERE", "FROM"):
            yield one.fault(
                "SELECT names no variable.", hint="Write SELECT * for all of them, or SELECT ?x ?y."
            )
        if token.kind in (Kind.NAME, Kind.IRI):
            yield one.fault(
                "“%(found)s” is not a variable.", hint="SELECT takes variables: ?x", found=short(token.text)
            )
        if before.text == "*" and token.kind is Kind.VARIABLE:
            yield one.fault("SELECT * is all variables already.", hint="Leave * out, or the variables.")
    if (
        token.text == ")"
        and "AS" in one.wanted
        and before.kind is Kind.VARIABLE
        and one.token(-2).text == "("
    ):
        yield one.fault(
            "A variable after SELECT stands without parentheses.", hint="Write %(found)s.", found=before.text
        )
    unnamed = token.text == ")" or token.kind is Kind.VARIABLE
    if unnamed and "AS" in one.wanted and "Assigned" in one.within[:4]:
        yield one.fault("The expression has no name for its result.", hint="Write (… AS ?name).")


def in_modifiers(one: Situation) -> Iterator[Explanation]:
    """Yield mistakes in what follows the pattern, and in aggregates."""
    token, before = one.token(), one.token(-1)
    if "Aggregate" in one.within[:2]:
        yield from _in_aggregate(one)
    if token.word in _MODIFIERS and "}" in one.wanted and one.open:
        yield one.fault(
            "%(word)s stands inside the group that line %(line)s opens.",
            hint="It belongs behind the “}” that closes the group.",
            word=token.word,
            line=one.line_of(one.open[-1]),
        )
    if before.word in ("ORDER", "GROUP") and "BY" in one.wanted:
        yield one.fault("%(word)s is not followed by BY.", hint="Write %(word)s BY.", word=before.word)
    if before.word in ("ASC", "DESC") and token.text != "(":
        around = [near.text for near in (token, one.token(-2)) if near.kind is Kind.VARIABLE]
        yield one.fault(
            "%(word)s stands before what it orders by, in parentheses.",
            hint="Write ORDER BY %(word)s(%(before)s).",
            offset=before.start,
            word=before.word,
            before=around[0] if around else "?x",
        )
    if token.text == "," and {"OrderKey", "GroupKey", "Constraint"} & {one.within[0], *one.siblings}:
        yield one.fault(
            "What is ordered or grouped by stands without commas.",
            hint="Write ?x ?y, with blanks between them.",
        )
    if before.word in ("LIMIT", "OFFSET"):
        yield one.fault(
            "%(word)s takes a whole number from 0.", hint="For example %(word)s 10", word=before.word
        )
    if token.word in _MODIFIERS and "Modifiers" in (one.within[0], *one.siblings, *one.within[:2]):
        yield one.fault(
            "%(word)s comes too late.",
            hint="The order is GROUP BY, HAVING, ORDER BY, LIMIT and OFFSET, each once.",
            word=token.word,
        )


def _in_aggregate(one: Situation) -> Iterator[Explanation]:
    token, word = one.token(), one.word_of("Aggregate")
    if token.text == "*" and one.token(-1).text in ("(", "DISTINCT", "distinct"):
        yield one.fault(
            "Only COUNT takes *; %(word)s takes an expression.", hint="For example %(word)s(?x)", word=word
        )
    if token.text == ";":
        yield one.fault(
            "Only GROUP_CONCAT has a separator, and this is %(word)s.", hint="Remove it.", word=word
        )
    if token.text == ",":
        yield one.fault(
            "An aggregate takes one expression.",
            hint=_SEVERAL.get(word, _EACH),
            word=word,
        )


def in_values(one: Situation) -> Iterator[Explanation]:
    """Yield mistakes in VALUES."""
    token, before = one.token(), one.token(-1)
    if before.word == "VALUES" and token.text == "{":
        yield one.fault("VALUES names no variable.", hint="Write VALUES ?x { 1 2 }.")
    if "DataBlock" not in one.within[:3] or not token.text:
        return
    if one.wanted == {"{"} and (token.kind is Kind.VARIABLE or token.text == ","):
        yield one.fault(
            "Several variables of VALUES stand in parentheses, without commas.",
            hint="Write VALUES (?x ?y) { (1 2) (3 4) }.",
        )
    if one.wanted == {"{"}:
        yield one.fault(
            "The values of VALUES stand in braces.",
            hint="Write VALUES (?x ?y) { (1 2) (3 4) }."
            if before.text == ")"
            else "Write VALUES %(variable)s { 1 2 }.",
            variable=before.text,
        )
    if token.text == ",":
        yield one.fault(
            "The values of VALUES stand without commas.",
            hint="Write VALUES ?x { 1 2 } or VALUES (?x ?y) { (1 2) (3 4) }.",
        )
    if one.wanted == {"(", "}"}:
        yield one.fault(
            "Where VALUES has its variables in parentheses, each row of values has them too.",
            hint="Write VALUES (?x ?y) { (1 2) (3 4) }.",
        )


def in_patterns(one: Situation) -> Iterator[Explanation]:
    """Yield mistakes in a pattern or template."""
    token, before = one.token(), one.token(-1)
    if before.word == "FILTER" or (before.word == "HAVING" and token.kind is not Kind.WORD):
        yield one.fault(
            "%(word)s takes an expression in parentheses, or a function.",
            hint="For example %(word)s (?x > 1)",
            word=before.word,
        )
    if token.text in COMPARING and "=" not in one.wanted and "Constraint" in (*one.within, *one.siblings):
        yield one.fault(
            "A condition that compares stands in parentheses.", hint="For example FILTER (STRLEN(?x) > 1)"
        )
    if before.word == "IN":
        yield one.fault("IN takes a list in parentheses.", hint="For example ?x IN (1, 2)")
    if "Template" in one.within and token.word in (
        "FILTER",
        "OPTIONAL",
        "BIND",
        "VALUES",
        "MINUS",
        "UNION",
        "GRAPH",
    ):
        yield one.fault(
            "Where CONSTRUCT has a template, or WHERE directly behind it, there are triples only; %(word)s is none.",
            hint="Write CONSTRUCT { … } WHERE { … } with %(word)s in the second part.",
            word=token.word,
        )
    if token.word in UPDATES and "}" in one.wanted and "FILTER" in one.wanted:
        yield one.fault("An update stands inside a pattern.", hint="Send it alone, as an update.")
    if token.word == "INTO" and before.word in ("INSERT", "DATA"):
        yield one.fault("INSERT INTO is no longer SPARQL.", hint="Write INSERT DATA { GRAPH <…> { … } }")
    if before.word == "BIND":
        yield one.fault("BIND takes an expression and a name, in parentheses.", hint="Write BIND (… AS ?x).")
    if token.word in ("EXISTS", "NOT") and "FILTER" in one.wanted:
        yield one.fault(
            "EXISTS stands in a FILTER.",
            hint="Write FILTER %(word)s …",
            word="NOT EXISTS" if token.word == "NOT" else "EXISTS",
        )
    if before.word in ("OPTIONAL", "MINUS", "UNION") and "{" in one.wanted:
        yield one.fault(
            "After %(word)s comes a group in braces.", hint="Write %(word)s { … }.", word=before.word
        )
    if token.word == "UNION":
        yield one.fault("UNION joins two groups in braces.", hint="Write { … } UNION { … }.")
    if token.text != "{" and one.wanted == {"{"}:
        yield one.fault("A “{” is missing here.", hint="A pattern stands in braces: { … }")
    if (
        token.text == ";"
        and one.within[0] in ("QueryText", "Modifiers", "Select", "Group")
        and "end" in one.wanted
    ):
        yield one.fault("A query ends without a semicolon.", hint="Remove it.")
    if "ns" in one.wanted and before.word == "PREFIX":
        yield one.fault(
            "After PREFIX comes a name that ends in a colon.",
            hint="For example PREFIX ex: <http://example.org/>",
        )
    if (
        token.text == "."
        and one.within[0] in ("QueryText", "Prologue", "UpdateText")
        and before.kind is Kind.IRI
    ):
        yield one.fault("A declaration ends without a dot.", hint="Take the dot out; that is Turtle.")


def in_paths(one: Situation) -> Iterator[Explanation]:
    """Yield mistakes in how often a step of a path is repeated."""
    token, before = one.token(), one.token(-1)
    # What may follow a step is an object, and `+` begins a number: then the fault is the sign before.
    number = before.text == "+" and one.token(-2).text in _REPEATED and one.wanted == {"integer", "number"}
    if number or (token.text in _REPEATED and before.text in _REPEATED and "string" in one.wanted):
        yield one.fault(
            "A step of a path has one sign of repetition at most.",
            hint="Remove one: ?, * or +.",
            offset=before.start if number else token.start,
        )
    counted = one.token(1).kind is Kind.NUMBER or one.token(1).text == ","
    if token.text == "{" and counted and before.kind in (Kind.NAME, Kind.IRI) and "string" in one.wanted:
        yield one.fault(
            "Steps of a path are not counted in braces.",
            hint="Write them one after the other: %(step)s/%(step)s",
            step=short(before.text),
        )


def in_triples(one: Situation) -> Iterator[Explanation]:
    """Yield mistakes in a triple."""
    token, before = one.token(), one.token(-1)
    if before.kind is Kind.VARIABLE and token.text in ("*", "/", "|", "?", "^") and "string" in one.wanted:
        yield one.fault(
            "A path is made of IRIs, and %(found)s is a variable.",
            hint="Ask for the steps one by one, each with its variable.",
            found=before.text,
        )
    if before.text == "+" and one.token(-2).kind is Kind.VARIABLE and one.wanted == {"integer", "number"}:
        yield one.fault(
            "A path is made of IRIs, and %(found)s is a variable.",
            hint="Ask for the steps one by one, each with its variable.",
            offset=before.start,
            found=one.token(-2).text,
        )
    begins = token.kind in (Kind.VARIABLE, Kind.IRI, Kind.NAME, Kind.BLANK) or token.text == "["
    if begins and "." in one.wanted and ";" in one.wanted:
        yield one.fault(
            "A new triple begins at “%(found)s”, and the one before it has no end.",
            hint="A dot is missing before it; or a semicolon, where “%(found)s” says more of the same subject.",
            found=short(token.text),
        )
    if begins and "." in one.wanted:
        yield one.fault(
            "A new triple begins at “%(found)s”, and the one before it has no end.",
            hint="A dot is missing before it.",
            found=short(token.text),
        )
    ends = token.text in (".", ";", ",", "}")
    if ends and one.within[0] in ("Properties", "Statement") and {"variable", "a"} <= one.wanted:
        yield one.fault(
            "This triple has only a subject.",
            hint="Write its property and its object before “%(found)s”.",
            found=token.text,
        )
    if ends and one.within[0] in ("Property", "Path", "Objects", "Properties") and "string" in one.wanted:
        yield one.fault("This triple has no object.", hint="Write it before “%(found)s”.", found=token.text)
    if token.text == "." and one.token(-1).text == ".":
        yield one.fault("There are two dots in a row.", hint="Remove one.")
    if token.text == "A" and "a" in one.wanted:
        yield one.fault("“A” is not a property.", hint="Write a small a, which is rdf:type.")
