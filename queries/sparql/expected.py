"""Name what a SPARQL text needs at a place, in words: the nodes of the grammar that may stand there."""

from typing import Final

from graph.errors import N_
from queries.sparql.grammar import Node

_PHRASES: Final[dict[str, str]] = {
    "Query": N_("SELECT, ASK, CONSTRUCT or DESCRIBE"),
    "Update": N_("INSERT, DELETE or another update"),
    "Triples": N_("a triple"),
    "Statement": N_("a triple"),
    "Pattern": N_("a pattern such as FILTER or OPTIONAL"),
    "Property": N_("a property"),
    "Properties": N_("a property"),
    "Path": N_("a property"),
    "Steps": N_("a property"),
    "Step": N_("a property"),
    "Named": N_("a property"),
    "Objects": N_("an object"),
    "Object": N_("an object"),
    "Item": N_("a value"),
    "DataValue": N_("a value"),
    "Variable": N_("a variable"),
    "Iri": N_("an IRI"),
    "Literal": N_("a literal"),
    "Blank": N_("a blank node"),
    "Expression": N_("an expression"),
    "Argument": N_("an expression"),
    "Comparison": N_("an expression"),
    "Sum": N_("an expression"),
    "Operand": N_("an expression"),
    "Primary": N_("an expression"),
    "Constraint": N_("an expression in parentheses"),
    "Call": N_("a function"),
    "Function": N_("a function"),
    "OrderKey": N_("what to order by"),
    "GroupKey": N_("what to group by"),
    "variable": N_("a variable"),
    "iri": N_("an IRI in angle brackets"),
    "ns": N_("a prefix with its colon"),
    "name": N_("a prefixed name"),
    "integer": N_("a whole number"),
    "number": N_("a number"),
    "string": N_("a string in quotes"),
    "end": N_("the end of the text"),
    "GROUP": "GROUP BY",
    "ORDER": "ORDER BY",
}
_OPERATORS: Final = frozenset({"=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "||", "&&", "IN", "NOT"})
_OPERATOR: Final = N_("an operator")
_PASSED_OVER: Final = frozenset({"~", "{|", "language", "^^", "LATERAL", "Prologue", "SubSelect"})
"""What may stand in many places and is seldom meant."""


def phrases(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """Return what may stand there, each thing once, in the order of the grammar."""
    found: dict[str, None] = {}
    operators = any("=" in node.first and "&&" not in node.first for node in nodes)
    left = list(reversed(nodes))
    while left:
        node = left.pop()
        if node.name in _PASSED_OVER:
            continue
        if (phrase := _PHRASES.get(node.name)) is not None:
            found[phrase] = None
        elif node.kind == "terminal":
            if operators and node.name in _OPERATORS:
                found[_OPERATOR] = None
            else:
                found[node.name if node.name.isalpha() else f"“{node.name}”"] = None
        elif node.kind == "all" or (node.kind == "rule" and node.parts[0].kind == "all"):
            for part in _beginning(node if node.kind == "all" else node.parts[0]):
                left.append(part)
        else:
            left += reversed(node.parts)
    if _PHRASES["Objects"] in found and "“|”" in found:  # a path may go on, but what it lacks is an object
        return (_PHRASES["Objects"],)
    return tuple(found)


def _beginning(sequence: Node) -> list[Node]:
    """Return the parts of a sequence that can be its first, the last one first."""
    parts: list[Node] = []
    for part in sequence.parts:
        parts.insert(0, part)
        if not part.nullable:
            break
    return parts
