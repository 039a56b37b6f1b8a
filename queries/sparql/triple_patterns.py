"""Read the triples of a query one by one: what a statement says with blank nodes, lists, reifiers and paths, as triple
patterns in which everything that is hidden there has a variable.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final

from ontology.prefixes import PREFIXES
from ontology.terms import rdf
from queries.sparql.grammar import Tree
from queries.sparql.lexer import Kind, Token

_ENDS: Final = frozenset({".", ";", ",", "]", ")", "}", "|}", ">>", ")>>", "~", "{|"})
_FIRST, _REST, _NIL, _REIFIES = (f"<{PREFIXES['rdf']}{name}>" for name in ("first", "rest", "nil", "reifies"))


@dataclass(frozen=True)
class Step:
    """A part of a property path: `iri` (its text), or `inverse`, `sequence`, `choice`, `repeated` (`*`, `+`, `?`) of
    parts, or `not` (the steps that it is none of).
    """

    kind: str
    text: str = ""
    parts: tuple["Step", ...] = ()


@dataclass(frozen=True)
class TriplePattern:
    """A statement with variables (`?name`) or terms as SPARQL writes them; `graph` is '' for the default graph.

    With a `path` the predicate is no single property.
    """

    subject: str
    predicate: str
    object: str
    graph: str = ""
    path: Step | None = None


@dataclass
class Scope:
    """Where a part of the pattern stands: its graph, and the names that variables of a subquery have outside of it."""

    graph: str = ""
    visible: frozenset[str] | None = None
    number: int = 0

    def named(self, token: Token) -> str:
        """Return a term as a pattern has it: a variable by its name here."""
        if not token.variable:
            return token.text
        if self.visible is None or token.variable in self.visible:
            return f"?{token.variable}"
        return f"?{token.variable}_of_{self.number}"


class TripleReader:
    """Reads statements from the tokens of one query; what is hidden in them is numbered through the whole query."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._numbers = count(1)

    def new_number(self) -> int:
        """Return a number that nothing in the query has."""
        return next(self._numbers)

    def read(self, statement: Tree, scope: Scope) -> list[TriplePattern]:
        """Return what a statement of the query says."""
        self._place = statement.start
        found: list[TriplePattern] = []
        subject = self._node(scope, found)
        if self._place < statement.end and self._token().text not in _ENDS:
            self._properties(subject, scope, found)
        return found

    def _token(self) -> Token:
        return self._tokens[self._place]

    def _take(self, text: str) -> bool:
        if self._place < len(self._tokens) and self._token().text == text:
            self._place += 1
            return True
        return False

    def _new(self) -> str:
        return f"?hidden_{self.new_number()}"

    def _node(self, scope: Scope, found: list[TriplePattern]) -> str:  # noqa: PLR0911 - one for each kind of term
        """Read a subject or object; return it, with what is said in it among `found`."""
        token = self._token()
        if token.text == "<<(":
            return self._triple_term(scope)
        self._place += 1
        if token.text == "[":
            node = self._new()
            if not self._take("]"):
                self._properties(node, scope, found)
                self._take("]")
            return node
        if token.text == "(":
            return self._list(scope, found)
        if token.text == "<<":
            return self._reified(scope, found)
        if token.kind is Kind.BLANK:
            return f"?node_{scope.number}_{token.text[2:].encode().hex()}"
        if token.kind is Kind.STRING:
            return token.text + self._tag()
        if token.text in ("+", "-"):
            self._place += 1
            return token.text + self._tokens[self._place - 1].text
        if token.word in ("TRUE", "FALSE"):
            return token.text.lower()
        return scope.named(token)

    def _tag(self) -> str:
        """Read the language or the datatype of a text."""
        if self._place < len(self._tokens) and self._token().kind is Kind.LANGUAGE:
            self._place += 1
            return self._tokens[self._place - 1].text
        if self._take("^^"):
            self._place += 1
            return "^^" + self._tokens[self._place - 1].text
        return ""

    def _triple_term(self, scope: Scope) -> str:
        start, depth = self._place, 0
        while True:
            token = self._token()
            depth += (token.text == "<<(") - (token.text == ")>>")
            self._place += 1
            if not depth:
                return " ".join(map(scope.named, self._tokens[start : self._place]))

    def _list(self, scope: Scope, found: list[TriplePattern]) -> str:
        items = []
        while not self._take(")"):
            items.append(self._node(scope, found))
        cells = [self._new() for _ in items]
        for cell, item, rest in zip(cells, items, (*cells[1:], _NIL), strict=True):
            found.append(TriplePattern(cell, _FIRST, item, scope.graph))
            found.append(TriplePattern(cell, _REST, rest, scope.graph))
        return cells[0] if cells else _NIL

    def _reified(self, scope: Scope, found: list[TriplePattern]) -> str:
        subject = self._node(scope, found)
        predicate = scope.named(self._token())
        predicate = f"<{rdf.type}>" if predicate == "a" else predicate
        self._place += 1
        object_ = self._node(scope, found)
        node = self._reifier(scope)
        self._take(">>")
        self._reifies(node, f"<<( {subject} {predicate} {object_} )>>", scope, found)
        return node

    def _reifies(self, node: str, term: str, scope: Scope, found: list[TriplePattern]) -> None:
        """Add that a node reifies a triple term, whose variables the engine finds, and a variable that is the term."""
        found.append(TriplePattern(node, _REIFIES, term, scope.graph))
        found.append(TriplePattern(node, _REIFIES, self._new(), scope.graph))

    def _reifier(self, scope: Scope) -> str:
        """Read the name of a reifier after `~`, or give it one."""
        if self._take("~") and self._token().kind in (Kind.IRI, Kind.NAME, Kind.VARIABLE, Kind.BLANK):
            return self._node(scope, [])
        return self._new()

    def _properties(self, subject: str, scope: Scope, found: list[TriplePattern]) -> None:
        while True:
            token = self._token()
            if token.variable:
                self._place += 1
                path = Step("iri", scope.named(token))
            else:
                path = self._path()
            while True:
                object_ = self._node(scope, found)
                self._walk(subject, path, object_, scope, found)
                self._annotations(subject, path, object_, scope, found)
                if not self._take(","):
                    break
            again = False
            while self._take(";"):
                again = True
            if not again or self._place >= len(self._tokens) or self._token().text in _ENDS:
                return

    def _annotations(
        self, subject: str, path: Step, object_: str, scope: Scope, found: list[TriplePattern]
    ) -> None:
        node = ""
        while self._place < len(self._tokens) and self._token().text in ("~", "{|"):
            if self._token().text == "~" or not node:
                named = self._token().text == "~"
                node = self._reifier(scope) if named else self._new()
                self._reifies(node, f"<<( {subject} {path.text} {object_} )>>", scope, found)
            if self._take("{|"):
                self._properties(node, scope, found)
                self._take("|}")
                node = ""

    # -- paths -----------------------------------------------------------------------------------------------------

    def _walk(self, subject: str, path: Step, object_: str, scope: Scope, found: list[TriplePattern]) -> None:
        """Add the statements of a path: each step of a sequence as one, with a variable between."""
        if path.kind == "iri":
            found.append(TriplePattern(subject, path.text, object_, scope.graph))
        elif path.kind == "inverse":
            self._walk(object_, path.parts[0], subject, scope, found)
        elif path.kind == "sequence":
            ends = [subject, *(self._new() for _ in path.parts[1:]), object_]
            for part, start, end in zip(path.parts, ends, ends[1:], strict=False):
                self._walk(start, part, end, scope, found)
        else:
            found.append(TriplePattern(subject, _written(path), object_, scope.graph, path))

    def _path(self) -> Step:
        choices = [self._sequence()]
        while self._take("|"):
            choices.append(self._sequence())
        return choices[0] if len(choices) == 1 else Step("choice", parts=tuple(choices))

    def _sequence(self) -> Step:
        steps = [self._step()]
        while self._take("/"):
            steps.append(self._step())
        return steps[0] if len(steps) == 1 else Step("sequence", parts=tuple(steps))

    def _step(self) -> Step:
        inverse = self._take("^")
        if self._take("!"):
            step = Step("not", parts=tuple(self._passed_over()))
        elif self._take("("):
            step = self._path()
            self._take(")")
        else:
            step = self._one()
        if self._token().text in ("*", "+", "?"):
            self._place += 1
            step = Step("repeated", self._tokens[self._place - 1].text, (step,))
        return Step("inverse", parts=(step,)) if inverse else step

    def _passed_over(self) -> Iterator[Step]:
        if not self._take("("):
            yield self._other()
            return
        while not self._take(")"):
            yield self._other()
            self._take("|")

    def _other(self) -> Step:
        return Step("inverse", parts=(self._one(),)) if self._take("^") else self._one()

    def _one(self) -> Step:
        token = self._token()
        self._place += 1
        return Step("iri", f"<{rdf.type}>" if token.text == "a" else token.text)


def _written(path: Step) -> str:
    """Return a path as SPARQL writes it."""
    inner = [_written(part) for part in path.parts]
    if path.kind == "iri":
        return path.text
    if path.kind == "inverse":
        return f"^({inner[0]})" if path.parts[0].kind != "iri" else f"^{inner[0]}"
    if path.kind == "sequence":
        return f"({'/'.join(inner)})"
    if path.kind == "choice":
        return f"({'|'.join(inner)})"
    if path.kind == "not":
        return f"!({'|'.join(inner)})"
    return f"({inner[0]}){path.text}"
