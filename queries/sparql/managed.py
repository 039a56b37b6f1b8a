"""Refuse an update that would write to a graph which the service makes itself (graph/claims/managed.py).

An operation's tokens are read by the grammar, strictly: the engine needs no space between words (`CLEARALL`), so what
does not read plainly is refused, not guessed. A graph named by a variable is asked for in the data as it stands: the
operation's own pattern says which graphs it would write to.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, QuerySolutions, Store

from graph.claims.managed import is_managed, managed_graphs, refuse_managed, what_to_do_instead
from graph.errors import ManagedGraph, QueryError
from ontology.iris import BASE, GRAPH, ONTOLOGY_GRAPH
from queries.sparql.lexer import Kind, Token
from queries.sparql.situation import UPDATES

Functions = dict[NamedNode, Callable[..., Any]]
_NAMED: Final = (Kind.IRI, Kind.NAME)
_MENTIONS: Final = re.compile(r"graph|with|into|all|named|copy|move|add", re.IGNORECASE)
"""A word of each operation that writes to a named graph, wherever it stands: the engine needs no space around words."""


@dataclass(frozen=True)
class Written:
    """The named graphs an operation writes to: written out (`names`), by `variables` of a `pattern`, or `every` one.

    `datasets` are the tokens of USING clauses; `home` the graph of WITH.
    """

    names: tuple[Token, ...] = ()
    variables: tuple[Token, ...] = ()
    pattern: tuple[Token, ...] = ()
    datasets: tuple[Token, ...] = ()
    home: Token | None = None
    every: Token | None = None


class _Odd(Exception):
    """An operation that does not read plainly, at this token."""

    def __init__(self, token: Token | None) -> None:
        super().__init__()
        self.token = token


def may_write_named(update: str) -> bool:
    """Whether an update may write to a named graph at all: cheap, and wrong only on the safe side."""
    return _MENTIONS.search(update) is not None


@dataclass(frozen=True)
class Asked:
    """An operation as it was asked: the whole `update`, the operation's `tokens` in it, and how it is to be read."""

    update: str
    tokens: list[Token]
    prologue: str
    base_iri: str | None = None
    functions: Functions | None = None

    def line_of(self, token: Token) -> int:
        """The line of the update that a token is on."""
        return self.update.count("\n", 0, token.start) + 1


def graphs_written(asked: Asked) -> Written:
    """Return which named graphs an operation writes to.

    Raises SyntaxError where the operation is none, and QueryError where it cannot be read plainly.
    """
    tokens = asked.tokens
    try:
        return _Reader(tokens).read()
    except _Odd as odd:
        text = f"{asked.prologue}{asked.update[tokens[0].start : tokens[-1].end]}"
        if not any("LOAD" in token.text.upper() for token in tokens):
            # Nothing is there to be changed: only the syntax matters.
            with contextlib.suppress(OSError, RuntimeError, ValueError, TypeError, OverflowError):
                Store().update(text, base_iri=asked.base_iri)
        raise QueryError(
            "Line %(line)s: the operation does not show plainly which graphs it writes to.",
            hint="Write each word of it on its own, with spaces between: INSERT DATA { GRAPH <...> { ... } }",
            values={"line": asked.line_of(odd.token or tokens[0])},
        ) from odd


def refuse_named(store: Store, asked: Asked, written: Written) -> None:
    """Raise ManagedGraph, with its line, where an operation names a managed graph, or means every graph."""
    for token in written.names:
        refuse_managed(_resolved(store, token, asked), line=asked.line_of(token))
    if written.every is not None and (held := sorted(managed_graphs(store))):
        raise _refusal(
            "%(word)s would take away %(count)s graphs that the service makes, such as %(graph)s.",
            hint="Name what is yours: CLEAR DEFAULT, or DROP GRAPH <...> for each graph.",
            values={"word": written.every.word, "count": len(held), "graph": held[0]},
            line=asked.line_of(written.every),
        )


def refuse_bound(store: Store, asked: Asked, written: Written) -> None:
    """Raise ManagedGraph where a variable of a template stands for a managed graph, in the data as they are now."""
    for variable in written.variables:
        graph = _bound(store, asked, written, variable)
        if graph is not None:
            raise _refusal(
                "GRAPH ?%(name)s stands for %(graph)s too, which is made by the service; nobody else writes there.",
                hint="Name the graph in place of the variable, or leave such graphs out by a FILTER. "
                + what_to_do_instead(graph),
                values={"name": variable.variable, "graph": graph},
                line=asked.line_of(variable),
            )


def without_managed(asked: Asked, written: Written) -> str:
    """Return the text of an operation whose variables stand for no managed graph, whatever its pattern finds.

    `refuse_bound` asks the pattern once, and the operation asks it again: with RAND(), UUID() or SERVICE it may find
    something else the second time.
    """
    start, end = asked.tokens[0].start, asked.tokens[-1].end
    if not written.variables or not written.pattern or written.pattern[0].start < written.variables[0].start:
        return f"{asked.prologue}{asked.update[start:end]}"  # of DELETE WHERE: its pattern has no expressions
    first, last = written.pattern[0].start, written.pattern[-1].end
    kept = " && ".join(
        f'(!isIRI({one.text}) || !(STRSTARTS(STR({one.text}), "{GRAPH}") || STR({one.text}) = "{ONTOLOGY_GRAPH}"))'
        for one in written.variables
    )
    update = asked.update
    return f"{asked.prologue}{update[start:first]}{{ {update[first:last]} FILTER({kept}) }}{update[last:end]}"


def _refusal(template: str, *, hint: str, values: dict[str, object], line: int) -> ManagedGraph:
    error = ManagedGraph(template, hint=hint, values=values)
    error.line = line
    return error


def _resolved(store: Store, name: Token, asked: Asked) -> str:
    """Return the IRI that a name stands for, as the engine itself reads it."""
    query = f"{asked.prologue}SELECT ?g {{ VALUES ?g {{ {name.text} }} }}"
    answer = store.query(query, base_iri=asked.base_iri)
    assert isinstance(answer, QuerySolutions)
    graph = next(iter(answer))["g"]
    assert isinstance(graph, NamedNode)
    return graph.value


def _bound(store: Store, asked: Asked, written: Written, variable: Token) -> str | None:
    """Return a managed graph that the variable of a template stands for in some solution, or None."""
    datasets = " ".join("FROM" if token.word == "USING" else token.text for token in written.datasets)
    pattern = asked.update[written.pattern[0].start : written.pattern[-1].end]
    query = (
        f"{asked.prologue}SELECT DISTINCT ?{variable.variable} {datasets} WHERE {{ {pattern}\n"
        f'FILTER(STRSTARTS(STR(?{variable.variable}), "{BASE}")) }}'
    )
    home: list[NamedNode | BlankNode | DefaultGraph] | None = None
    if written.home is not None and not written.datasets:
        home = [NamedNode(_resolved(store, written.home, asked))]
    answer = store.query(query, base_iri=asked.base_iri, default_graph=home, custom_functions=asked.functions)
    assert isinstance(answer, QuerySolutions)
    values = (row[0] for row in answer)
    return next((v.value for v in values if isinstance(v, NamedNode) and is_managed(v.value)), None)


class _Reader:
    """Reads the tokens of one operation by the grammar (SPARQL 1.1 Update section 19.8, rules 29 to 53)."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def read(self) -> Written:
        """Return which named graphs the operation writes to; raise _Odd where it does not read plainly."""
        word = self._take_word(*UPDATES)
        if word in {"INSERT", "DELETE", "WITH"}:
            self._at = 0
            written = self._changed()
        elif word == "LOAD":
            written = self._loaded()
        elif word in {"ADD", "MOVE", "COPY"}:
            written = self._copied(word)
        else:
            written = self._cleared(word)
        if self._next() is not None:
            raise _Odd(self._next())
        return written

    def _next(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _has(self, *words: str) -> bool:
        token = self._next()
        if token is not None and token.word in words:
            self._at += 1
            return True
        return False

    def _take_word(self, *words: str) -> str:
        token = self._next()
        if token is None or token.word not in words:
            raise _Odd(token)
        self._at += 1
        return token.word

    def _take_name(self, *keywords: str) -> Token:
        """Take a graph's name. `keywords` could stand here too, so that a prefix that begins with one is no plain name:
        the engine may read the keyword, and the rest as the name.
        """
        token = self._next()
        if token is None or token.kind not in _NAMED or token.text.upper().startswith(keywords):
            raise _Odd(token)
        self._at += 1
        return token

    def _block(self) -> tuple[Token, ...]:
        """The tokens from an opening brace to the one that closes it."""
        start, depth = self._at, 0
        while (token := self._next()) is not None:
            depth += (token.text == "{") - (token.text == "}")
            if depth == 0 and token.text != "}":
                break
            self._at += 1
            if depth == 0:
                return tuple(self._tokens[start : self._at])
        raise _Odd(self._next())

    def _loaded(self) -> Written:
        self._take_name(*self._silent())
        if self._next() is None:
            return Written()
        self._take_word("INTO")
        self._take_word("GRAPH")
        return Written((self._take_name(),))

    def _cleared(self, word: str) -> Written:
        self._has("SILENT")
        if word != "CREATE":
            place = self._next()
            if self._has("DEFAULT"):
                return Written()
            if self._has("NAMED", "ALL"):
                return Written(every=place)
        self._take_word("GRAPH")
        return Written((self._take_name(),))

    def _copied(self, word: str) -> Written:
        source = self._graph_or_default(*self._silent())
        self._take_word("TO")
        target = self._graph_or_default()
        moved = source if word == "MOVE" else None
        return Written(tuple(token for token in (moved, target) if token is not None))

    def _silent(self) -> tuple[str, ...]:
        """Take SILENT; return it where it is not there, for it could be."""
        return () if self._has("SILENT") else ("SILENT",)

    def _graph_or_default(self, *keywords: str) -> Token | None:
        if self._has("DEFAULT"):
            return None
        if self._has("GRAPH"):
            return self._take_name()
        return self._take_name("GRAPH", "DEFAULT", *keywords)

    def _changed(self) -> Written:
        home = self._take_name() if self._has("WITH") else None
        word = self._take_word("INSERT", "DELETE")
        if home is None and self._has("DATA"):
            names, variables = self._graphs(self._block())
            if variables:
                raise _Odd(variables[0])
            return Written(names)
        if home is None and word == "DELETE" and self._has("WHERE"):
            block = self._block()
            names, variables = self._graphs(block)
            return Written(names, variables, block)
        templates = self._block()
        if word == "DELETE" and self._has("INSERT"):
            templates += self._block()
        datasets = self._datasets()
        self._take_word("WHERE")
        pattern = self._block()
        names, variables = self._graphs(templates)
        if home is not None:
            names = (home, *names)
        return Written(names, variables, pattern, datasets, home)

    def _datasets(self) -> tuple[Token, ...]:
        start = self._at
        while self._has("USING"):
            self._take_name(*(() if self._has("NAMED") else ("NAMED",)))
        return tuple(self._tokens[start : self._at])

    @staticmethod
    def _graphs(block: tuple[Token, ...]) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
        """The graphs that the blocks within a template, or within data, name: written out, and as variables."""
        names: list[Token] = []
        variables: dict[str, Token] = {}
        for graph in _inner(block):
            if graph.kind is Kind.VARIABLE:
                variables.setdefault(graph.variable, graph)
            elif graph.kind in _NAMED:
                names.append(graph)
            else:
                raise _Odd(graph)
        return tuple(names), tuple(variables.values())


def _inner(block: tuple[Token, ...]) -> Iterator[Token]:
    depth = 0
    for place, token in enumerate(block):
        depth += (token.text == "{") - (token.text == "}")
        if token.text == "{" and depth == 2:
            if block[place - 2].word != "GRAPH":
                raise _Odd(token)
            yield block[place - 1]
        elif depth > 2:
            raise _Odd(token)
