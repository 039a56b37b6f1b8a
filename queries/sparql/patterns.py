"""Take the pattern of a query apart into the statements that an answer of it rests on, for one row of the answer.

`explaining_query` writes a query that finds them: the same pattern, in which what was hidden (blank nodes, the steps
of a path, the variables of a subquery) has variables of its own, and what the row says stands in the place of its
variables. Each solution of that query, put into the `patterns`, gives statements. What a query says of something that
is not there (MINUS, NOT EXISTS), what another service answers, and what a subquery counts or cuts cannot be put so;
`unsaid` names which of these the query has.

Only a text that the engine has accepted is taken apart, and one that our grammar cannot follow to its end is not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from graph.errors import QueryError
from graph.limits import LIMITS
from ontology.terms import rdf
from queries.sparql.glued import without_glue
from queries.sparql.grammar import AGGREGATES, Tree, read
from queries.sparql.lexer import Kind, Token, significant_tokens

_ENDS: Final = frozenset({".", ";", ",", "]", ")", "}", "|}", ">>", ")>>", "~", "{|"})
_FIRST, _REST, _NIL, _REIFIES = (
    f"<{iri}>" for iri in (rdf.first, rdf.rest, rdf.nil, "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")
)


class Unsaid(StrEnum):
    """What of a query no statement can be shown for."""

    ABSENCE = "absence"
    SERVICE = "service"
    SUBQUERY = "subquery"
    AGGREGATE = "aggregate"
    PATH = "path"
    TIME = "time"
    QUERY = "query"


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


@dataclass(frozen=True)
class Explaining:
    """The query that finds the statements, and the patterns that its solutions are put into."""

    query: str
    prologue: str
    dataset: str
    patterns: tuple[TriplePattern, ...]
    unsaid: tuple[Unsaid, ...]


def explaining_query(text: str, row: Mapping[str, str], *, most: int) -> Explaining:
    """Return the query that finds what a row of the answer of a SELECT (or of the pattern of any query) rests on.

    `row` gives variables the terms of the row, as SPARQL writes them; blank nodes are left out. At most `most`
    solutions are asked for. Raises QueryError for a text that cannot be taken apart.

    >>> found = explaining_query("SELECT ?s { ?s <urn:p> [ <urn:q> ?o ] }", {"s": "<urn:a>"}, most=9)
    >>> [(one.subject, one.object) for one in found.patterns]
    [('?hidden_1', '?o'), ('?s', '?hidden_1')]
    """
    if len(text) > LIMITS.query_explained:
        raise QueryError("The query is too long to be taken apart.")
    tokens = without_glue(significant_tokens(text))
    reading = read(tokens)
    if reading.stuck is not None:
        raise QueryError("The query cannot be taken apart.")
    try:
        return _Explainer(text, tokens, row, most).explain(reading.tree)
    except RecursionError as error:
        raise QueryError("The query is too deeply nested to be taken apart.") from error


@dataclass
class _Scope:
    """Where a part of the pattern stands: its graph, and the names that variables of a subquery have outside of it."""

    graph: str = ""
    visible: frozenset[str] | None = None
    number: int = 0

    def name(self, variable: str) -> str:
        if self.visible is None or variable in self.visible:
            return variable
        return f"{variable}_of_{self.number}"


@dataclass
class _Explainer:
    text: str
    tokens: list[Token]
    row: Mapping[str, str]
    most: int
    patterns: list[TriplePattern] = field(default_factory=list)
    unsaid: dict[Unsaid, None] = field(default_factory=dict)
    hidden: int = 0
    place: int = 0

    def explain(self, top: Tree) -> Explaining:
        prologue = "".join(
            self._text(part.start, part.end) + "\n" for part in top.parts if part.rule == "Prologue"
        )
        form = next(
            (one for one in top.parts if one.rule in ("Select", "Ask", "Construct", "Describe")), None
        )
        if form is None:
            raise QueryError("The query cannot be taken apart.")
        dataset = " ".join(self._text(one.start, one.end) for one in _within(form, "Dataset"))
        where = next(_within(form, "Group"), None)
        scope = _Scope()
        pieces: list[str] = []
        if where is not None:
            pieces.append(self._group(where, scope))
        elif (template := next(_within(form, "Template"), None)) is not None:  # CONSTRUCT WHERE
            pieces += self._statements(template, scope)
        if form.rule == "Select":
            pieces += self._projected(form, scope)
        values = next(
            (part for part in top.parts if part.rule == "ValuesClause" and part.end > part.start), None
        )
        if values is not None:
            pieces.append(self._text(values.start, values.end))
        asked = list(self.row)
        bound = f"VALUES ({' '.join('?' + n for n in asked)}) {{ ({' '.join(self.row[n] for n in asked)}) }}"
        body = f"{{ {' '.join(pieces)} }} {bound if asked else ''}"
        query = f"{prologue}SELECT * {dataset} WHERE {{ {body} }} LIMIT {self.most}"
        return Explaining(query, prologue, dataset, tuple(dict.fromkeys(self.patterns)), tuple(self.unsaid))

    # -- groups ----------------------------------------------------------------------------------------------------

    def _group(self, group: Tree, scope: _Scope) -> str:
        """Return a group, without its braces."""
        pieces: list[str] = []
        for part in group.parts:
            if part.rule == "SubSelect":
                pieces += self._subquery(part, scope)
            elif part.rule == "Statement":
                pieces += self._statement(part, scope)
            elif part.rule == "Pattern":
                pieces += self._pattern(part, scope)
        return " ".join(pieces)

    def _pattern(self, pattern: Tree, scope: _Scope) -> Iterator[str]:
        part = pattern.parts[0] if pattern.parts else None
        if part is None:
            return
        groups = [one for one in part.parts if one.rule == "Group"]
        if part.rule == "Union":
            yield " UNION ".join(f"{{ {self._group(one, scope)} }}" for one in groups)
        elif part.rule == "Group":  # LATERAL
            yield f"LATERAL {{ {self._group(part, scope)} }}"
        elif part.rule == "Optional":
            yield f"OPTIONAL {{ {self._group(groups[0], scope)} }}"
        elif part.rule == "Graph":
            name = self._term(self.tokens[part.start + 1], scope)
            inner = _Scope(self._named(self.tokens[part.start + 1], scope), scope.visible, scope.number)
            yield f"GRAPH {name} {{ {self._group(groups[0], inner)} }}"
        elif part.rule == "Filter":
            yield from self._filter(part, scope)
        else:
            if part.rule == "Minus":
                self.unsaid[Unsaid.ABSENCE] = None
            elif part.rule == "Service":
                self.unsaid[Unsaid.SERVICE] = None
            yield self._verbatim(part.start, part.end, scope, replaced=part.rule == "Bind")

    def _filter(self, part: Tree, scope: _Scope) -> Iterator[str]:
        yield self._verbatim(part.start, part.end, scope, replaced=True)
        exists = list(_within(part, "Exists"))
        if any(self.tokens[one.start].word == "NOT" for one in exists):
            self.unsaid[Unsaid.ABSENCE] = None
        words = [token.word for token in self.tokens[part.start : part.start + 2]]
        if words == ["FILTER", "EXISTS"]:
            group = next(_within(exists[0], "Group"))
            yield f"{{ {self._group(group, scope)} }}"

    def _subquery(self, part: Tree, scope: _Scope) -> Iterator[str]:
        """A subquery is joined as a group in which its own variables have other names; one that counts or cuts stays as
        it is beside that.
        """
        where = next(_within(part, "Group"))
        clause = next(one for one in part.parts if one.rule == "SelectClause")
        words = {token.word for token in self.tokens[clause.start : clause.end]}
        after = {
            token.word
            for one in part.parts
            if one.rule == "Modifiers"
            for token in self.tokens[one.start : one.end]
        }
        shown = self._shown(clause)
        self.hidden += 1
        both = scope.visible if shown is None else shown if scope.visible is None else shown & scope.visible
        inner = _Scope(scope.graph, both, self.hidden)
        cuts = bool({"LIMIT", "OFFSET"} & after)
        counts = bool(words & set(AGGREGATES)) or "GROUP" in after or "HAVING" in after
        if cuts or counts:
            yield f"{{ {self._verbatim(part.start, part.end, scope, replaced=False)} }}"
        if cuts:
            self.unsaid[Unsaid.SUBQUERY] = None
            return
        body = self._group(where, inner)
        if counts:
            self.unsaid[Unsaid.AGGREGATE] = None
            yield f"{{ {body} }}"
            return
        yield f"{{ {body} {' '.join(self._assigned(clause, inner))} }}"
        for values in part.parts:
            if values.rule == "ValuesClause" and values.end > values.start:
                yield self._verbatim(values.start, values.end, inner, replaced=False)

    def _shown(self, clause: Tree) -> frozenset[str] | None:
        """Return the variables that a subquery selects, None for all."""
        tokens = self.tokens[clause.start : clause.end]
        if any(token.text == "*" for token in tokens[:3]):
            return None
        names = set()
        for part in clause.parts:
            last = [token.variable for token in self.tokens[part.start : part.end] if token.variable]
            names |= set(last[-1:])
        return frozenset(names)

    def _projected(self, form: Tree, scope: _Scope) -> Iterator[str]:
        """Yield the expressions that a SELECT names; what is counted or grouped is said not to be shown."""
        clause = next(one for one in form.parts if one.rule == "SelectClause")
        modifiers = [one for one in form.parts if one.rule == "Modifiers"]
        words = {token.word for one in (clause, *modifiers) for token in self.tokens[one.start : one.end]}
        if words & set(AGGREGATES) or "GROUP" in words:
            self.unsaid[Unsaid.AGGREGATE] = None
            for one in modifiers:
                for key in _within(one, "GroupKey"):
                    tokens = self.tokens[key.start : key.end]
                    if any(token.word == "AS" for token in tokens):
                        yield f"BIND{self._verbatim(key.start, key.end, scope, replaced=True)}"
            return
        yield from self._assigned(clause, scope)

    def _assigned(self, clause: Tree, scope: _Scope) -> Iterator[str]:
        for one in _within(clause, "Assigned"):
            yield f"BIND{self._verbatim(one.start, one.end, scope, replaced=True)}"

    # -- tokens ----------------------------------------------------------------------------------------------------

    def _text(self, start: int, end: int) -> str:
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if end > start else ""

    def _verbatim(self, start: int, end: int, scope: _Scope, *, replaced: bool) -> str:
        """Return tokens with the names that variables have here, and where `replaced` with the row's terms."""
        pieces: list[str] = []
        values = 0
        for place in range(start, end):
            token = self.tokens[place]
            before = self.tokens[place - 1].word if place else ""
            if token.word in ("VALUES", "SELECT"):
                values = 1
            if not token.variable:
                pieces.append(token.text)
            elif before == "AS" or not replaced or values:
                pieces.append(f"?{scope.name(token.variable)}")
            elif self.tokens[place - 2].word == "BOUND" and token.variable in self.row:
                pieces[-2:] = [""]  # BOUND(?x) of what is bound
                pieces.append("true")
                pieces.append("")
            else:
                pieces.append(self._term(token, scope))
            if len(pieces) > 1 and pieces[-2:] == ["", ")"] and pieces[-3:-2] == ["true"]:
                pieces[-2:] = []
        return " ".join(piece for piece in pieces if piece)

    def _named(self, token: Token, scope: _Scope) -> str:
        """Return a term as a pattern has it: a variable by its name here."""
        return f"?{scope.name(token.variable)}" if token.variable else token.text

    def _term(self, token: Token, scope: _Scope) -> str:
        """Return a term as the query has it: what the row says in the place of a variable."""
        return self._filled(self._named(token, scope))

    def _filled(self, term: str) -> str:
        return self.row.get(term[1:], term) if term.startswith("?") else term

    # -- statements ------------------------------------------------------------------------------------------------

    def _statements(self, template: Tree, scope: _Scope) -> Iterator[str]:
        for one in _within(template, "Statement"):
            yield from self._statement(one, scope)

    def _statement(self, statement: Tree, scope: _Scope) -> Iterator[str]:
        self.place = statement.start
        found: list[TriplePattern] = []
        subject = self._node(scope, found)
        if self.place < statement.end and self.tokens[self.place].text not in _ENDS:
            self._properties(subject, scope, found)
        for one in found:
            if not one.object.startswith("<<("):
                self.patterns.append(one)
            yield f"{self._filled(one.subject)} {self._filled(one.predicate)} {self._filled(one.object)} ."

    def _token(self) -> Token:
        return self.tokens[self.place]

    def _take(self, text: str) -> bool:
        if self.place < len(self.tokens) and self._token().text == text:
            self.place += 1
            return True
        return False

    def _new(self) -> str:
        self.hidden += 1
        return f"?hidden_{self.hidden}"

    def _node(self, scope: _Scope, found: list[TriplePattern]) -> str:  # noqa: PLR0911 - one for each kind of term
        """Read a subject or object; return it, with what is said in it among `found`."""
        token = self._token()
        if token.text == "<<(":
            return self._triple_term(scope)
        self.place += 1
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
            self.place += 1
            return token.text + self.tokens[self.place - 1].text
        if token.word in ("TRUE", "FALSE"):
            return token.text.lower()
        return self._named(token, scope)

    def _tag(self) -> str:
        """Read the language or the datatype of a text."""
        if self.place < len(self.tokens) and self._token().kind is Kind.LANGUAGE:
            self.place += 1
            return self.tokens[self.place - 1].text
        if self._take("^^"):
            self.place += 1
            return "^^" + self.tokens[self.place - 1].text
        return ""

    def _triple_term(self, scope: _Scope) -> str:
        start, depth = self.place, 0
        while True:
            token = self._token()
            depth += (token.text == "<<(") - (token.text == ")>>")
            self.place += 1
            if not depth:
                return self._verbatim(start, self.place, scope, replaced=False)

    def _list(self, scope: _Scope, found: list[TriplePattern]) -> str:
        items = []
        while not self._take(")"):
            items.append(self._node(scope, found))
        cells = [self._new() for _ in items]
        for cell, item, rest in zip(cells, items, (*cells[1:], _NIL), strict=True):
            found.append(TriplePattern(cell, _FIRST, item, scope.graph))
            found.append(TriplePattern(cell, _REST, rest, scope.graph))
        return cells[0] if cells else _NIL

    def _reified(self, scope: _Scope, found: list[TriplePattern]) -> str:
        subject = self._node(scope, found)
        predicate = self._named(self._token(), scope)
        predicate = f"<{rdf.type}>" if predicate == "a" else predicate
        self.place += 1
        object_ = self._node(scope, found)
        node = self._reifier(scope)
        self._take(">>")
        self._reifies(node, f"<<( {subject} {predicate} {object_} )>>", scope, found)
        return node

    def _reifies(self, node: str, term: str, scope: _Scope, found: list[TriplePattern]) -> None:
        """Add that a node reifies a triple term, whose variables the engine finds, and a variable that is the term."""
        found.append(TriplePattern(node, _REIFIES, term, scope.graph))
        found.append(TriplePattern(node, _REIFIES, self._new(), scope.graph))

    def _reifier(self, scope: _Scope) -> str:
        """Read the name of a reifier after `~`, or give it one."""
        if self._take("~") and self._token().kind in (Kind.IRI, Kind.NAME, Kind.VARIABLE, Kind.BLANK):
            return self._node(scope, [])
        return self._new()

    def _properties(self, subject: str, scope: _Scope, found: list[TriplePattern]) -> None:
        while True:
            token = self._token()
            if token.variable:
                self.place += 1
                path = Step("iri", self._named(token, scope))
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
            if not again or self.place >= len(self.tokens) or self._token().text in _ENDS:
                return

    def _annotations(
        self, subject: str, path: Step, object_: str, scope: _Scope, found: list[TriplePattern]
    ) -> None:
        node = ""
        while self.place < len(self.tokens) and self._token().text in ("~", "{|"):
            if self._token().text == "~" or not node:
                named = self._token().text == "~"
                node = self._reifier(scope) if named else self._new()
                self._reifies(node, f"<<( {subject} {path.text} {object_} )>>", scope, found)
            if self._take("{|"):
                self._properties(node, scope, found)
                self._take("|}")
                node = ""

    # -- paths -----------------------------------------------------------------------------------------------------

    def _walk(
        self, subject: str, path: Step, object_: str, scope: _Scope, found: list[TriplePattern]
    ) -> None:
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
            self.place += 1
            step = Step("repeated", self.tokens[self.place - 1].text, (step,))
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
        self.place += 1
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


def _within(tree: Tree, rule: str) -> Iterator[Tree]:
    """Yield the parts of a tree of one rule, the outermost first; groups inside of groups are not entered."""
    left: list[Tree] = list(tree.parts)[::-1]
    while left:
        one = left.pop()
        if one.rule == rule:
            yield one
        elif one.rule not in ("Group", "SubSelect"):
            left += reversed(one.parts)
