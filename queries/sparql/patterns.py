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

from graph.errors import QueryError
from graph.limits import LIMITS
from queries.sparql.glued import without_glue
from queries.sparql.grammar import AGGREGATES, Tree, read
from queries.sparql.lexer import Token, significant_tokens
from queries.sparql.triple_patterns import Scope, TriplePattern, TripleReader


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
class _Explainer:
    text: str
    tokens: list[Token]
    row: Mapping[str, str]
    most: int
    patterns: list[TriplePattern] = field(default_factory=list)
    unsaid: dict[Unsaid, None] = field(default_factory=dict)
    triples: TripleReader = field(init=False)

    def __post_init__(self) -> None:
        self.triples = TripleReader(self.tokens)

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
        scope = Scope()
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

    def _group(self, group: Tree, scope: Scope) -> str:
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

    def _pattern(self, pattern: Tree, scope: Scope) -> Iterator[str]:
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
            inner = Scope(scope.named(self.tokens[part.start + 1]), scope.visible, scope.number)
            yield f"GRAPH {name} {{ {self._group(groups[0], inner)} }}"
        elif part.rule == "Filter":
            yield from self._filter(part, scope)
        else:
            if part.rule == "Minus":
                self.unsaid[Unsaid.ABSENCE] = None
            elif part.rule == "Service":
                self.unsaid[Unsaid.SERVICE] = None
            yield self._verbatim(part.start, part.end, scope, replaced=part.rule == "Bind")

    def _filter(self, part: Tree, scope: Scope) -> Iterator[str]:
        yield self._verbatim(part.start, part.end, scope, replaced=True)
        exists = list(_within(part, "Exists"))
        if any(self.tokens[one.start].word == "NOT" for one in exists):
            self.unsaid[Unsaid.ABSENCE] = None
        words = [token.word for token in self.tokens[part.start : part.start + 2]]
        if words == ["FILTER", "EXISTS"]:
            group = next(_within(exists[0], "Group"))
            yield f"{{ {self._group(group, scope)} }}"

    def _subquery(self, part: Tree, scope: Scope) -> Iterator[str]:
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
        both = scope.visible if shown is None else shown if scope.visible is None else shown & scope.visible
        inner = Scope(scope.graph, both, self.triples.new_number())
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

    def _projected(self, form: Tree, scope: Scope) -> Iterator[str]:
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

    def _assigned(self, clause: Tree, scope: Scope) -> Iterator[str]:
        for one in _within(clause, "Assigned"):
            yield f"BIND{self._verbatim(one.start, one.end, scope, replaced=True)}"

    # -- tokens ----------------------------------------------------------------------------------------------------

    def _text(self, start: int, end: int) -> str:
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if end > start else ""

    def _verbatim(self, start: int, end: int, scope: Scope, *, replaced: bool) -> str:
        """Return tokens with the names that variables have here, and where `replaced` with the row's terms."""
        pieces: list[str] = []
        place = start
        while place < end:
            token = self.tokens[place]
            replaced = replaced and token.word not in ("VALUES", "SELECT")
            if replaced and token.word == "BOUND" and self.tokens[place + 2].variable in self.row:
                pieces.append("true")  # BOUND(?x) of what is bound: a keyword, a variable and two brackets
                place += 4
                continue
            after_as = self.tokens[place - 1].word == "AS"
            pieces.append(self._term(token, scope) if replaced and not after_as else scope.named(token))
            place += 1
        return " ".join(pieces)

    def _term(self, token: Token, scope: Scope) -> str:
        """Return a term as the query has it: what the row says in the place of a variable."""
        return self._filled(scope.named(token))

    def _filled(self, term: str) -> str:
        return self.row.get(term[1:], term) if term.startswith("?") else term

    # -- statements ------------------------------------------------------------------------------------------------

    def _statements(self, template: Tree, scope: Scope) -> Iterator[str]:
        for one in _within(template, "Statement"):
            yield from self._statement(one, scope)

    def _statement(self, statement: Tree, scope: Scope) -> Iterator[str]:
        for one in self.triples.read(statement, scope):
            if not one.object.startswith("<<("):
                self.patterns.append(one)
            yield f"{self._filled(one.subject)} {self._filled(one.predicate)} {self._filled(one.object)} ."


def _within(tree: Tree, rule: str) -> Iterator[Tree]:
    """Yield the parts of a tree of one rule, the outermost first; groups inside of groups are not entered."""
    left: list[Tree] = list(tree.parts)[::-1]
    while left:
        one = left.pop()
        if one.rule == rule:
            yield one
        elif one.rule not in ("Group", "SubSelect"):
            left += reversed(one.parts)
