"""What the grammar of SPARQL allows and its notes do not, whatever the scope: numbers of arguments and values, triples
that are none, blank nodes and variables in data (SPARQL 1.1 sections 19.6 and 19.8).

It looks at the tree of a text that the engine has refused, in one pass, and gives the first fault that it finds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from queries.sparql.explanation import Explanation, fault
from queries.sparql.grammar import ARGUMENTS, Tree
from queries.sparql.lexer import Kind, Token

_GREATEST: Final = 2**64 - 1
"""The greatest number that the engine counts to."""

_QUADS: Final = {
    "InsertedData": "INSERT DATA",
    "DeletedData": "DELETE DATA",
    "DeletedWhere": "DELETE WHERE",
    "Deleted": "DELETE",
}


class Found(Exception):
    """A fault was found."""

    def __init__(self, explanation: Explanation) -> None:
        super().__init__(str(explanation))
        self.explanation = explanation


@dataclass
class Checks:
    """What looks at the tree of a text, and raises the first fault."""

    text: str
    tokens: list[Token]

    def fault(self, template: str, place: int, *, hint: str = "", **values: object) -> Found:
        """Return what to raise about the token at a place."""
        return Found(fault(template, self.text, self.tokens[place].start, hint=hint, **values))


class Contents(Checks):
    """The checks of this module."""

    def check(self, top: Tree) -> None:
        """Check how many arguments functions get, and how many values rows of VALUES have."""
        for tree in descend([top]):
            if tree.rule == "Builtin":
                self._arguments(tree)
            elif tree.rule == "DataBlock":
                self._rows(tree)
            elif tree.rule in _QUADS:
                self._data(tree)
            elif tree.rule in ("Quads", "Template"):
                self._triples_only(tree)
            elif tree.rule == "Modifiers":
                self._slice(tree)
            elif tree.rule == "Statement" and self._has_path(tree) is not None:
                self._reified_path(tree)
            elif (
                tree.rule == "Statement"
                and self.tokens[tree.end - 1].text == "]"
                and tree.end - tree.start == 2
            ):
                raise self.fault(
                    "This triple has only a subject.",
                    tree.start,
                    hint="Write its property and its object behind it.",
                )

    def _arguments(self, tree: Tree) -> None:
        word = self.tokens[tree.start].word
        least, most = ARGUMENTS[word]
        given = sum(part.rule == "Argument" for arguments in tree.parts for part in arguments.parts)
        if least <= given <= most:
            return
        allowed = str(least) if least == most else f"{least}\u2013{most}"
        raise self.fault(
            "The number of arguments of %(word)s is %(allowed)s, and here it is %(given)s.",
            tree.start,
            hint="For example %(example)s",
            example=f"{word}({', '.join(f'?{letter}' for letter in 'abcd'[:least])})",
            word=word,
            given=given,
            allowed=allowed,
        )

    def _rows(self, tree: Tree) -> None:
        if self.tokens[tree.start].text != "(":
            return
        close = next(n for n in range(tree.start, tree.end) if self.tokens[n].text == ")")
        names = [self.tokens[place].variable for place in range(tree.start + 1, close)]
        for count, name in enumerate(names):
            if name in names[:count]:
                raise self.fault(
                    "VALUES names %(variable)s twice.",
                    tree.start + 1 + count,
                    hint="Leave one of them out, or name it otherwise.",
                    variable=f"?{name}",
                )
        wanted = close - tree.start - 1
        for row in tree.parts:
            given = sum(part.rule == "DataValue" for part in row.parts)
            if row.rule == "DataRow" and given != wanted:
                raise self.fault(
                    "The number of values in this row is %(given)s, and that of the variables of VALUES is %(wanted)s.",
                    row.start,
                    hint="Write as many values as variables, UNDEF where there is none.",
                    given=given,
                    wanted=wanted,
                )

    def _slice(self, tree: Tree) -> None:
        for place in range(tree.start + 1, tree.end):
            word, given = self.tokens[place - 1].word, self.tokens[place].text
            if word in ("LIMIT", "OFFSET") and (len(given.lstrip("0")) > 20 or int(given) > _GREATEST):
                raise self.fault(
                    "The number after %(word)s is too great.",
                    place,
                    hint="For example %(word)s 10",
                    word=word,
                )

    def _has_path(self, tree: Tree) -> int | None:
        """Return the place of the first path of more than one IRI in a part, None where there is none."""
        for path in descend([tree], "Path"):
            if path.end - path.start > 1:
                return path.start
        return None

    def _reified_path(self, tree: Tree) -> None:
        for place in range(tree.start, tree.end):
            if self.tokens[place].text in ("~", "{|", "<<", "<<("):
                raise self.fault(
                    "A path is not a triple, and nothing can be said about it by “%(found)s”.",
                    place,
                    hint="Ask for the steps one by one, each with its variable.",
                    found=self.tokens[place].text,
                )

    def _triples_only(self, tree: Tree) -> None:
        for part in descend(tree.parts, "Statement"):
            if (path := self._has_path(part)) is not None:
                raise self.fault(
                    "Only triples are allowed here; this is a property path.", path, hint="Name one property."
                )

    def _data(self, tree: Tree) -> None:
        operation = _QUADS[tree.rule]
        for part in descend(tree.parts, "Statement"):
            first = self.tokens[part.start]
            literal = first.kind in (Kind.STRING, Kind.NUMBER) or first.text.lower() in (
                "true",
                "false",
                "+",
                "-",
            )
            if literal and tree.rule in ("InsertedData", "DeletedData"):
                raise self.fault("A literal cannot be a subject.", part.start, hint="Write an IRI there.")
        for place in range(tree.start, tree.end):
            token = self.tokens[place]
            if token.kind is Kind.VARIABLE and tree.rule in ("InsertedData", "DeletedData"):
                raise self.fault(
                    "%(operation)s takes no variables, and %(found)s is one.",
                    place,
                    hint="Find what to change by a pattern: %(word)s { … } WHERE { … }",
                    operation=operation,
                    found=token.text,
                    word=operation.split()[0],
                )
            if tree.rule != "InsertedData" and (token.kind is Kind.BLANK or self._makes_blank(place)):
                raise self.fault(
                    "%(operation)s takes no blank nodes.",
                    place,
                    hint="Find them by a variable: DELETE { … } WHERE { … }",
                    operation=operation,
                )

    def _makes_blank(self, place: int) -> bool:
        """Whether a node without a name stands for a token: brackets, a list, or a triple that is spoken about."""
        text, after = self.tokens[place].text, self.tokens[place + 1]
        if text == "{|" and self.tokens[place - 2].text == "~":  # what is spoken about has a name
            return False
        if text == "<<":
            near = {one.text for one in self.tokens[place : place + 6]}
            return "~" not in near
        if text == "~":
            return after.kind not in (Kind.IRI, Kind.NAME, Kind.VARIABLE)
        return text in ("[", "{|") or (text == "(" and after.text != ")")


def descend(trees: Iterable[Tree], *rules: str) -> Iterator[Tree]:
    """Yield the parts of trees, of these rules where some are given; then groups inside are not entered."""
    left = list(trees)[::-1]
    while left:
        tree = left.pop()
        if not rules or tree.rule in rules:
            yield tree
        if not rules or tree.rule != "Group":
            left += reversed(tree.parts)
