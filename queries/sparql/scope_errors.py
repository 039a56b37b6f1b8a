"""What the grammar of SPARQL allows and its rules of scope do not: names bound twice, variables that are not grouped,
aggregates where there are no groups, rows of the wrong length (SPARQL 1.1 sections 18.2.1, 19.6 and 19.8).

It looks at the tree of a text that the engine has refused, in one pass, and gives the first fault that it finds. A tree
deeper than `_DEEPEST` is not looked at.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from queries.sparql.explanation import Explanation, fault
from queries.sparql.grammar import ARGUMENTS, Tree
from queries.sparql.lexer import Kind, Token
from queries.sparql.places import place_of
from queries.sparql.situation import short

_DEEPEST: Final = 150
"""Groups within each other that are looked at; each takes a few frames of the interpreter's stack."""

_GREATEST: Final = 2**64 - 1
"""The greatest number that the engine counts to."""

_QUADS: Final = {
    "InsertedData": "INSERT DATA",
    "DeletedData": "DELETE DATA",
    "DeletedWhere": "DELETE WHERE",
    "Deleted": "DELETE",
}

Variables = dict[str, int]
"""Names of variables, with the place of the token where each is first bound."""


class _Found(Exception):
    def __init__(self, explanation: Explanation) -> None:
        super().__init__(str(explanation))
        self.explanation = explanation


class _TooDeep(Exception):
    pass


def scope_error(text: str, tokens: list[Token], tree: Tree) -> Explanation | None:
    """Return what is wrong with a text that follows the grammar, None where nothing is found."""
    checks = _Checks(text, tokens)
    try:
        checks.counts(tree)
        checks.top(tree)
    except _Found as found:
        return found.explanation
    except _TooDeep:
        return None
    return None


@dataclass
class _Checks:
    text: str
    tokens: list[Token]

    def __post_init__(self) -> None:
        self._labels: dict[str, tuple[int, int]] = {}
        self._depth = 0

    def fault(self, template: str, place: int, *, hint: str = "", **values: object) -> _Found:
        """Return what to raise about the token at a place."""
        return _Found(fault(template, self.text, self.tokens[place].start, hint=hint, **values))

    def line(self, place: int) -> int:
        """Return the line of a token."""
        return place_of(self.text, self.tokens[place].start).line

    def counts(self, top: Tree) -> None:
        """Check how many arguments functions get, and how many values rows of VALUES have."""
        for tree in _descend([top]):
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
                    "A triple has a subject and nothing else.",
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
        for path in _descend([tree], "Path"):
            if path.end - path.start > 1:
                return path.start
        return None

    def _reified_path(self, tree: Tree) -> None:
        for place in range(tree.start, tree.end):
            if self.tokens[place].text in ("~", "{|", "<<", "<<("):
                raise self.fault(
                    "A path is no triple, and nothing can be said about it by “%(found)s”.",
                    place,
                    hint="Ask for the steps one by one, each with its variable.",
                    found=self.tokens[place].text,
                )

    def _triples_only(self, tree: Tree) -> None:
        for part in _descend(tree.parts, "Statement"):
            if (path := self._has_path(part)) is not None:
                raise self.fault(
                    "Here stand triples only, and this is a path.", path, hint="Name one property."
                )

    def _data(self, tree: Tree) -> None:
        operation = _QUADS[tree.rule]
        for part in _descend(tree.parts, "Statement"):
            first = self.tokens[part.start]
            literal = first.kind in (Kind.STRING, Kind.NUMBER) or first.text in ("true", "false", "+", "-")
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
        first = next(_descend(modifiers, "GroupKey", "Aggregate"), None)
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
        grouped = next(_descend(modifiers, "GroupKey"), None) is not None
        grouped = grouped or any(True for _ in _descend([clause, *modifiers], "Aggregate"))
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
        for key in _descend(modifiers, "GroupKey"):
            for aggregate in _descend(key.parts, "Aggregate"):
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

    def _not_grouped(self, place: int) -> _Found:
        return self.fault(
            "%(variable)s is neither grouped by nor inside an aggregate.",
            place,
            hint="Add it to GROUP BY, or take one of its values: (SAMPLE(%(variable)s) AS ?one)",
            variable=f"?{self.tokens[place].variable}",
        )

    def _keys(self, modifiers: list[Tree]) -> Iterator[str]:
        for key in _descend(modifiers, "GroupKey"):
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
            for exists in _descend(tree.parts, "Exists"):
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
        for aggregate in _descend(tree.parts, "Aggregate"):
            raise self.fault(
                "%(word)s counts over groups, and there are none inside WHERE.",
                aggregate.start,
                hint="Move it to SELECT or HAVING; or count in a subquery: { SELECT … WHERE { … } GROUP BY … }",
                word=self.tokens[aggregate.start].word,
            )


def _places(tree: Tree, *rules: str) -> set[int]:
    """Return the places of the tokens that belong to parts of these rules."""
    return {place for part in _descend([tree], *rules) for place in range(part.start, part.end)}


def _descend(trees: Iterable[Tree], *rules: str) -> Iterator[Tree]:
    """Yield the parts of trees, of these rules where some are given; then groups inside are not entered."""
    left = list(trees)[::-1]
    while left:
        tree = left.pop()
        if not rules or tree.rule in rules:
            yield tree
        if not rules or tree.rule != "Group":
            left += reversed(tree.parts)
