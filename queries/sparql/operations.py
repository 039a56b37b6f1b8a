"""Take an update apart into its operations, and each of them into what it deletes, inserts and looks for.

The grammar lets declarations (PREFIX, BASE) stand before each operation; the engine (pyoxigraph 0.5.13) takes them
before the first alone. So each operation is given to it with the declarations that hold for it.

The tokens are read by the grammar, strictly: the engine needs no space between words (`CLEARALL`), so what does not
read plainly is refused, not guessed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Store

from graph.errors import QueryError
from queries.sparql.lexer import Kind, Token, prologue_length, significant_tokens
from queries.sparql.situation import UPDATES

Block = tuple[Token, ...]
"""The tokens from an opening brace to the one that closes it; none where there is no such block."""
_NAMED: Final = (Kind.IRI, Kind.NAME)
_FAILS: Final = "DROP GRAPH <urn:huunghi:no-graph> ; "
"""What stands before a text that is to be read and not run: the engine reads all operations, then runs them."""


@dataclass(frozen=True)
class Operation:
    """One operation of an update: the text of the whole, the declarations that hold for it, its first word and parts.

    `data` are the blocks of INSERT DATA and DELETE DATA, `delete` and `insert` templates, `pattern` what follows WHERE,
    `datasets` the USING clauses, `home` the graph of WITH. `graph` is what LOAD, CLEAR, DROP and CREATE name, and where
    ADD, MOVE and COPY write to; `source` where these read from; no token is the default graph. `every` is DEFAULT,
    NAMED or ALL of CLEAR and DROP.
    """

    update: str
    declarations: Block
    tokens: Block
    word: str
    data: Block = ()
    delete: Block = ()
    insert: Block = ()
    pattern: Block = ()
    datasets: Block = ()
    home: Token | None = None
    graph: Token | None = None
    source: Token | None = None
    every: Token | None = None

    @property
    def prologue(self) -> str:
        """The declarations as the beginning of a text."""
        return _joined(self.declarations)

    @property
    def text(self) -> str:
        """The operation as one that can be run alone."""
        return self.prologue + self.text_of(self.tokens)

    def text_of(self, tokens: Block) -> str:
        """Return the text from the first of some tokens to the last."""
        return self.update[tokens[0].start : tokens[-1].end] if tokens else ""

    def line_of(self, token: Token) -> int:
        """Return the line of the update that a token is on."""
        return self.update.count("\n", 0, token.start) + 1

    def graphs_in(self, *blocks: Block) -> Iterator[Token]:
        """Yield the names and variables of the GRAPH blocks within data or templates."""
        for block in blocks:
            yield from _graphs(block)


def read_operations(update: str) -> tuple[Operation, ...]:
    """Take an update apart at its semicolons; declarations hold from where they stand to the end.

    Raises QueryError, with its line, where an operation does not read plainly.

    >>> [(one.word, len(one.data)) for one in read_operations("INSERT DATA { <urn:a> <urn:b> 1 } ; CLEAR DEFAULT")]
    [('INSERT', 5), ('CLEAR', 0)]
    """
    found: list[Operation] = []
    declarations: Block = ()
    for tokens in _split(significant_tokens(update)):
        length = prologue_length(tokens)
        declarations += tuple(tokens[:length])
        if rest := tuple(tokens[length:]):
            try:
                found.append(_Reader(update, declarations, rest).read())
            except _Odd as odd:
                raise not_plain(update, odd.token or rest[0]) from odd
    return tuple(found)


def check_syntax(update: str, base_iri: str | None) -> None:
    """Raise SyntaxError, with its place, where an update is none; nothing of it is run.

    Raises QueryError where the engine can read it, and its tokens do not show plainly what it does.
    """
    tokens = list(significant_tokens(update))
    length = prologue_length(tokens)
    first, rest = tokens[:length], tokens[length:]
    try:
        operations = read_operations(update)
    except QueryError:
        _have_read(_joined(first), update[rest[0].start :], update, base_iri)
        raise
    if all(len(one.declarations) == length for one in operations):
        _have_read(_joined(first), update[rest[0].start :] if rest else "", update, base_iri)
        return
    for one in operations:
        said_of = _alone(update, (*one.declarations, *one.tokens))
        _have_read(one.prologue, one.text_of(one.tokens), said_of, base_iri)
    last = [one for one in tokens if one.start >= operations[-1].tokens[-1].end and one.text != ";"]
    Store().update(_alone(update, last), base_iri=base_iri)


def _have_read(prologue: str, text: str, said_of: str, base_iri: str | None) -> None:
    """Have the engine read operations and run none; what it says of their syntax is about the text `said_of`."""
    try:
        Store().update(prologue + _FAILS + text, base_iri=base_iri)
    except RuntimeError:
        return
    except SyntaxError:
        Store().update(said_of, base_iri=base_iri)
        raise


def _alone(update: str, tokens: Iterable[Token]) -> str:
    """Return a text with these tokens in their places, and blanks in place of everything else."""
    pieces: list[str] = []
    position = 0
    for token in tokens:
        pieces += (re.sub(r"[^\n]", " ", update[position : token.start]), token.text)
        position = token.end
    return "".join(pieces)


def _joined(tokens: Iterable[Token]) -> str:
    return "".join(f"{token.text} " for token in tokens)


def not_plain(update: str, token: Token) -> QueryError:
    """Return the error for an operation that cannot be told from its tokens what it writes."""
    return QueryError(
        "Line %(line)s: the operation does not show plainly which graphs it writes to.",
        hint="Write each word of it on its own, with spaces between: INSERT DATA { GRAPH <...> { ... } }",
        values={"line": update.count("\n", 0, token.start) + 1},
    )


class _Odd(Exception):
    """An operation that does not read plainly, at this token."""

    def __init__(self, token: Token | None) -> None:
        super().__init__()
        self.token = token


def _split(tokens: Iterator[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        if token.text == ";" and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


class _Reader:
    """Reads the tokens of one operation by the grammar (SPARQL 1.1 Update section 19.8, rules 29 to 53)."""

    def __init__(self, update: str, declarations: Block, tokens: Block) -> None:
        self._update, self._declarations, self._tokens = update, declarations, tokens
        self._at = 0

    def read(self) -> Operation:
        """Return the operation; raise _Odd where it does not read plainly."""
        word = self._take_word(*UPDATES)
        if word in {"INSERT", "DELETE", "WITH"}:
            self._at = 0
            operation = self._changed()
        elif word == "LOAD":
            operation = self._loaded()
        elif word in {"ADD", "MOVE", "COPY"}:
            operation = self._copied(word)
        else:
            operation = self._cleared(word)
        if self._next() is not None:
            raise _Odd(self._next())
        return operation

    def _made(self, word: str, **parts: Block | Token | None) -> Operation:
        return Operation(self._update, self._declarations, self._tokens, word, **parts)  # type: ignore[arg-type]

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

    def _block(self) -> Block:
        """Take the tokens from an opening brace to the one that closes it."""
        start, depth = self._at, 0
        while (token := self._next()) is not None:
            depth += (token.text == "{") - (token.text == "}")
            if depth == 0 and token.text != "}":
                break
            self._at += 1
            if depth == 0:
                return self._tokens[start : self._at]
        raise _Odd(self._next())

    def _loaded(self) -> Operation:
        self._take_name(*self._silent())
        if self._next() is None:
            return self._made("LOAD")
        self._take_word("INTO")
        self._take_word("GRAPH")
        return self._made("LOAD", graph=self._take_name())

    def _cleared(self, word: str) -> Operation:
        self._has("SILENT")
        if word != "CREATE":
            place = self._next()
            if self._has("DEFAULT", "NAMED", "ALL"):
                return self._made(word, every=place)
        self._take_word("GRAPH")
        return self._made(word, graph=self._take_name())

    def _copied(self, word: str) -> Operation:
        source = self._graph_or_default(*self._silent())
        self._take_word("TO")
        return self._made(word, source=source, graph=self._graph_or_default())

    def _silent(self) -> tuple[str, ...]:
        """Take SILENT; return it where it is not there, for it could be."""
        return () if self._has("SILENT") else ("SILENT",)

    def _graph_or_default(self, *keywords: str) -> Token | None:
        if self._has("DEFAULT"):
            return None
        if self._has("GRAPH"):
            return self._take_name()
        return self._take_name("GRAPH", "DEFAULT", *keywords)

    def _changed(self) -> Operation:
        home = self._take_name() if self._has("WITH") else None
        word = self._take_word("INSERT", "DELETE")
        if home is None and self._has("DATA"):
            return self._made(word, data=self._quads())
        if home is None and word == "DELETE" and self._has("WHERE"):
            block = self._quads()
            return self._made(word, delete=block, pattern=block)
        delete = self._quads() if word == "DELETE" else ()
        insert = self._quads() if word == "INSERT" or self._has("INSERT") else ()
        datasets = self._datasets()
        self._take_word("WHERE")
        pattern = self._block()
        return self._made(word, delete=delete, insert=insert, datasets=datasets, pattern=pattern, home=home)

    def _quads(self) -> Block:
        """Take a block of data, or a template: nothing is nested in it but GRAPH blocks."""
        block = self._block()
        list(_graphs(block))
        return block

    def _datasets(self) -> Block:
        start = self._at
        while self._has("USING"):
            self._take_name(*(() if self._has("NAMED") else ("NAMED",)))
        return self._tokens[start : self._at]


def _graphs(block: Block) -> Iterator[Token]:
    """Yield the names and variables of the GRAPH blocks within a block; raise _Odd where anything else is nested."""
    depth = 0
    for place, token in enumerate(block):
        depth += (token.text == "{") - (token.text == "}")
        if token.text == "{" and depth == 2:
            graph = block[place - 1]
            if block[place - 2].word != "GRAPH" or graph.kind not in (*_NAMED, Kind.VARIABLE):
                raise _Odd(token)
            yield graph
        elif depth > 2:
            raise _Odd(token)
