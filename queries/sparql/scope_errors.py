"""What the grammar of SPARQL allows and its rules of scope do not: names bound twice, variables that are not grouped,
aggregates where there are no groups, labels in two groups (SPARQL 1.1 sections 18.2.1, 19.6 and 19.8).

It looks at the tree of a text that the engine has refused, in one pass, and gives the first fault that it finds. A tree
deeper than `_DEEPEST` is not looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from queries.sparql.contents import Checks, Contents, Found, descend
from queries.sparql.explanation import Explanation
from queries.sparql.grammar import Tree
from queries.sparql.lexer import Kind, Token
from queries.sparql.places import place_of
from queries.sparql.situation import short

_DEEPEST: Final = 150
"""Groups within each other that are looked at; each takes a few frames of the interpreter's stack."""

Variables = dict[str, int]
"""Names of variables, with the place of the token where each is first bound."""


class _TooDeep(Exception):
    pass


def scope_error(text: str, tokens: list[Token], tree: Tree) -> Explanation | None:
    """Return what is wrong with a text that follows the grammar, None where nothing is found."""
    checks = _Scopes(text, tokens)
    try:
        Contents(text, tokens).check(tree)
        checks.top(tree)
    except Found as found:
        return found.explanation
    except _TooDeep:
        return None
    return None


@dataclass
class _Scopes(Checks):
    def __post_init__(self) -> None:
        self._labels: dict[str, tuple[int, int]] = {}
        self._depth = 0

    def line(self, place: int) -> int:
        """Return the line of a token."""
        return place_of(self.text, self.tokens[place].start).line

    def top(self, tree: Tree) -> None:
        """Check the scope of variables in a whole text."""
        for part in tree.parts:
            if part.rule in ("Select", "SubSelect"):
                self.select(part)
            elif part.rule == "Group":
                self.group(part)
            else:
                if part.rule in ("Ask", "Construct", "Describe"):
                    self._ungrouped(part)
                self._deeper(part)

    def _ungrouped(self, tree: Tree) -> None:
        modifiers = [part for part in tree.parts if part.rule == "Modifiers"]
        first = next(descend(modifiers, "GroupKey", "Aggregate"), None)
        if first is not None and tree.rule == "Describe" and self.tokens[tree.start + 1].text != "*":
            keys = set(self._keys(modifiers))
            clause = range(tree.start + 1, tree.parts[0].start)
            place = next((n for n in clause if self.tokens[n].variable not in ("", *keys)), None)
            if place is not None:
                raise self._not_grouped(place)
        elif first is not None:
            raise self.fault(
                "%(word)s does not group rows.",
                first.start,
                hint="Group in a subquery: { SELECT ?x (COUNT(*) AS ?n) WHERE { … } GROUP BY ?x }",
                word=self.tokens[tree.start].word,
            )

    def _deeper(self, tree: Tree) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _TooDeep
        self.top(tree)
        self._depth -= 1

    def select(self, tree: Tree) -> Variables:
        """Return the variables that a SELECT gives."""
        clause, where, *rest = tree.parts
        bound: Variables = {}
        for part in where.parts:
            bound |= self.group(part)
        modifiers = [part for part in rest if part.rule == "Modifiers"]
        self._no_aggregate_of_keys(modifiers)
        keys = set(self._keys(modifiers))
        grouped = next(descend(modifiers, "GroupKey"), None) is not None
        grouped = grouped or any(True for _ in descend([clause, *modifiers], "Aggregate"))
        if not clause.parts:
            if grouped:
                raise self.fault(
                    "SELECT * cannot stand where rows are grouped.",
                    clause.end - 1,
                    hint="Name what is grouped by, and aggregates: SELECT ?x (COUNT(*) AS ?n)",
                )
            return bound
        given: Variables = {}
        for part in clause.parts:
            self._projected(part, bound, given, keys if grouped else None)
        return given

    def _projected(self, part: Tree, bound: Variables, given: Variables, keys: set[str] | None) -> None:
        assigned = bool(part.parts)
        place = part.end - 2 if assigned else part.start
        name = self.tokens[place].variable
        if keys is not None:
            if assigned:
                self._named_beside(part, given, keys)
            self._grouped(part.start, place if assigned else part.end, part, keys | given.keys())
        if name in given:
            raise self.fault(
                "SELECT names %(variable)s twice.",
                place,
                hint="Leave one of them out, or name it otherwise.",
                variable=f"?{name}",
            )
        if assigned and name in bound:
            raise self.fault(
                "%(variable)s is bound already, in line %(line)s, and cannot be the name of an expression.",
                place,
                hint="Choose another name after AS.",
                variable=f"?{name}",
                line=self.line(bound[name]),
            )
        given[name] = place

    def _named_beside(self, part: Tree, given: Variables, keys: set[str]) -> None:
        """Where rows are grouped, an expression of SELECT does not see what another one is called."""
        hidden = _places(part, "Aggregate", "Exists")
        for place in range(part.start, part.end - 2):
            name = self.tokens[place].variable
            if name in given and name not in keys and place not in hidden:
                siblings = part.parent.parts if part.parent is not None else []
                named = next(one for one in siblings if one.end - 2 == given[name])
                first, last = self.tokens[named.start + 1], self.tokens[named.end - 4]
                raise self.fault(
                    "%(variable)s is named in this SELECT, and where rows are grouped no other expression sees it.",
                    place,
                    hint="Write %(expression)s again in its place, or compute with %(variable)s around a subquery.",
                    variable=f"?{name}",
                    expression=short(self.text[first.start : last.end]),
                )

    def _no_aggregate_of_keys(self, modifiers: list[Tree]) -> None:
        for key in descend(modifiers, "GroupKey"):
            for aggregate in descend(key.parts, "Aggregate"):
                raise self.fault(
                    "%(word)s is taken of groups, and GROUP BY says what they are.",
                    aggregate.start,
                    hint="Move it to SELECT: SELECT ?x (%(word)s(…) AS ?n) WHERE { … } GROUP BY ?x",
                    word=self.tokens[aggregate.start].word,
                )

    def _grouped(self, start: int, end: int, part: Tree, keys: set[str]) -> None:
        hidden = _places(part, "Aggregate", "Exists")
        for place in range(start, end):
            name = self.tokens[place].variable
            if name and name not in keys and place not in hidden:
                raise self._not_grouped(place)

    def _not_grouped(self, place: int) -> Found:
        return self.fault(
            "%(variable)s is neither grouped by nor inside an aggregate.",
            place,
            hint="Add it to GROUP BY, or take one of its values: (SAMPLE(%(variable)s) AS ?one)",
            variable=f"?{self.tokens[place].variable}",
        )

    def _keys(self, modifiers: list[Tree]) -> Iterator[str]:
        for key in descend(modifiers, "GroupKey"):
            plain = key.end - key.start == 1
            if plain or (key.end - key.start > 3 and self.tokens[key.end - 3].word == "AS"):
                yield self.tokens[key.start if plain else key.end - 2].variable

    def group(self, tree: Tree) -> Variables:
        """Return the variables that a group binds."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _TooDeep
        bound: Variables = {}
        for part in tree.parts:
            if part.rule == "SubSelect":
                bound |= self.select(part)
            elif part.rule == "Statement":
                self._statement(part, tree, bound)
            else:
                for pattern in part.parts:
                    self._pattern(pattern, bound)
        self._depth -= 1
        return bound

    def _statement(self, part: Tree, group: Tree, bound: Variables) -> None:
        for place in range(part.start, part.end):
            token = self.tokens[place]
            if token.kind is Kind.VARIABLE:
                bound.setdefault(token.variable, place)
            elif token.kind is Kind.BLANK:
                first, before = self._labels.setdefault(token.text, (place, id(group)))
                if before != id(group):
                    raise self.fault(
                        "The blank node %(label)s stands in another group already, in line %(line)s.",
                        place,
                        hint="A label holds in one group; use a variable.",
                        label=token.text,
                        line=self.line(first),
                    )

    def _pattern(self, tree: Tree, bound: Variables) -> None:
        if tree.rule in ("Filter", "Bind"):
            self._no_aggregate(tree)
            for exists in descend(tree.parts, "Exists"):
                self.top(exists)
        if tree.rule == "Bind":
            place = tree.end - 2
            name = self.tokens[place].variable
            if name in bound:
                raise self.fault(
                    "%(variable)s is bound already in this group, in line %(line)s.",
                    place,
                    hint="BIND gives a new name: choose another, or compare with FILTER.",
                    variable=f"?{name}",
                    line=self.line(bound[name]),
                )
            bound[name] = place
        elif tree.rule == "Values":
            for place in range(tree.start, tree.end):
                if name := self.tokens[place].variable:
                    bound.setdefault(name, place)
        elif tree.rule == "Group":
            bound |= self.group(tree)
        elif tree.rule in ("Graph", "Service", "Optional", "Union", "Minus"):
            inner: Variables = {}
            for part in tree.parts:
                inner |= self.group(part)
            if tree.rule in ("Graph", "Service"):
                before_group = next(n for n in range(tree.start, tree.end) if self.tokens[n].text == "{") - 1
                if name := self.tokens[before_group].variable:
                    inner[name] = before_group
            if tree.rule != "Minus":
                for name, place in inner.items():
                    bound.setdefault(name, place)

    def _no_aggregate(self, tree: Tree) -> None:
        for aggregate in descend(tree.parts, "Aggregate"):
            raise self.fault(
                "%(word)s counts over groups, and there are none inside WHERE.",
                aggregate.start,
                hint="Move it to SELECT or HAVING; or count in a subquery: { SELECT … WHERE { … } GROUP BY … }",
                word=self.tokens[aggregate.start].word,
            )


def _places(tree: Tree, *rules: str) -> set[int]:
    """Return the places of the tokens that belong to parts of these rules."""
    return {place for part in descend([tree], *rules) for place in range(part.start, part.end)}
