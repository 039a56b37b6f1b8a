"""Run a SPARQL update so that what it puts in stays, even where claims say the same.

An update is taken apart into its operations. Before each one runs, a CONSTRUCT made of its own template and pattern
says what it is about to put into the default graph: SPARQL itself does not tell whether a statement that was there
already was put in once more.
"""

from dataclasses import dataclass

from pyoxigraph import QueryTriples, Store, Triple

from graph.claims.asserted import settle
from graph.claims.contradictions import refuse_contradictions
from graph.claims.materialise import recorded
from graph.claims.origins import holds_files, said_by_files
from graph.claims.packed import as_stored
from graph.engine.functions import FUNCTIONS
from queries.sparql.ambiguity import refuse_ambiguous
from queries.sparql.lexer import Kind, Token, prologue_length, significant_tokens
from queries.sparql.managed import (
    Asked,
    Functions,
    graphs_written,
    may_write_named,
    refuse_bound,
    refuse_named,
    without_managed,
)
from queries.sparql.rewrite import rewrite

Accepted = frozenset[Triple]


@dataclass(frozen=True)
class Operation:
    """One operation of an update.

    `text` can be run alone; `puts_in` is a query for what it puts into the default graph, None where it cannot put
    anything there. `tokens` are the operation's own, after its `prologue`.
    """

    text: str
    puts_in: str | None
    prologue: str
    tokens: list[Token]


def run_update(
    store: Store,
    update: str,
    *,
    base_iri: str | None = None,
    functions: Functions | None = FUNCTIONS,
    accepted: Accepted | None = None,
    kept: list[Triple] | None = None,
) -> Accepted:
    """Run an update on the store of a change, and settle what is derived and what is direct.

    What claims support is not taken away by an update (reject the claim or withdraw its source); what an update
    adds stays when its claims go. On a store without claims and loaded files this is the update and nothing more.

    What was to be deleted and stays, for claims support it, is put into `kept`. Returns the accepted layer; no update
    changes it, so give it as `accepted` to the next one of the version this one makes. Raises ManagedGraph where it
    would write to a graph that the service makes itself, Contradiction where it puts in what contradicts claims, and
    SyntaxError or OSError as pyoxigraph does; throw the store away then.
    """
    before = recorded(store) if accepted is None else accepted
    sent, update = update, rewrite(update)
    asks = bool(before) or holds_files(store)
    try:
        if not asks and not may_write_named(update):
            store.update(update, base_iri=base_iri, custom_functions=functions)
            return before
        refuse_ambiguous(sent, significant_tokens(sent))
        put_in = _run(store, update, before, base_iri, functions, asks=asks)
    except SyntaxError:
        # Said once more of the whole text as it was sent, so that its place is one in that.
        if "load" not in sent.lower():
            Store().update(sent, base_iri=base_iri, custom_functions=functions)
        raise
    if asks:
        back = settle(store, before=before, put_in=put_in)
        if kept is not None:
            kept.extend(back)
    return before


def _run(
    store: Store,
    update: str,
    before: Accepted,
    base_iri: str | None,
    functions: Functions | None,
    *,
    asks: bool,
) -> frozenset[Triple]:
    """Run the operations one by one; return what they put into the default graph that claims or files say as well."""
    found = [
        (operation, Asked(update, operation.tokens, operation.prologue, base_iri, functions))
        for operation in operations(update)
    ]
    written = [graphs_written(asked) for _, asked in found]
    for (_, asked), graphs in zip(found, written, strict=True):
        refuse_named(store, asked, graphs)
    if not asks and not any(graphs.variables for graphs in written):
        store.update(update, base_iri=base_iri, custom_functions=functions)
        return frozenset()
    put_in: set[Triple] = set()
    for (operation, asked), graphs in zip(found, written, strict=True):
        refuse_bound(store, asked, graphs)
        if asks and operation.puts_in is not None:
            answer = store.query(operation.puts_in, base_iri=base_iri, custom_functions=functions)
            if isinstance(answer, QueryTriples):
                given = as_stored(list(answer))
                refuse_contradictions(store, given, before)
                put_in.update(t for t in given if t in before)
                put_in.update(said_by_files(store, given))
        text = without_managed(asked, graphs)
        store.update(text, base_iri=base_iri, custom_functions=functions)
    return frozenset(put_in)


def operations(update: str) -> tuple[Operation, ...]:
    """Take an update apart at its semicolons; prologues hold from where they stand to the end.

    >>> [o.puts_in for o in operations("INSERT DATA { <urn:a> <urn:b> 1 } ; CLEAR DEFAULT")]
    ['CONSTRUCT { <urn:a> <urn:b> 1 } WHERE {}', None]
    """
    found: list[Operation] = []
    prologue = ""
    for tokens in _split(list(significant_tokens(update))):
        length = prologue_length(tokens)
        if length:
            prologue += _text(update, tokens[:length]) + "\n"
        if rest := tokens[length:]:
            query = _puts_in(update, rest)
            puts_in = None if query is None else prologue + query
            found.append(Operation(prologue + _text(update, rest), puts_in, prologue, rest))
    return tuple(found)


def _split(tokens: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        if token.text == ";" and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _text(update: str, tokens: list[Token]) -> str:
    return update[tokens[0].start : tokens[-1].end] if tokens else ""


def _puts_in(update: str, tokens: list[Token]) -> str | None:
    words = [t.word for t in tokens]
    if words[:2] == ["INSERT", "DATA"]:
        return f"CONSTRUCT {_default_part(update, _block(tokens, 2))} WHERE {{}}"
    if words[0] in ("ADD", "MOVE", "COPY"):
        return _copied(tokens)
    if words[0] in ("INSERT", "DELETE") and "INSERT" in words and "WHERE" in words:
        insert = words.index("INSERT")
        template = _block(tokens, insert + 1)
        after = tokens[insert + 1 + len(template) :]
        where = next((n for n, t in enumerate(after) if t.word == "WHERE"), None)
        if where is None:
            return None
        datasets = _text(update, after[:where])
        for token in reversed(after[:where]):
            if token.word == "USING":
                at = token.start - after[0].start
                datasets = f"{datasets[:at]}FROM{datasets[at + len('USING') :]}"
        pattern = _text(update, after[where:])
        return f"CONSTRUCT {_default_part(update, template)} {datasets} {pattern}"
    return None  # WITH puts into a named graph; the others put nothing into the default graph


def _block(tokens: list[Token], start: int) -> list[Token]:
    """The tokens from the brace at `start` to the one that closes it."""
    depth = 0
    for place in range(start, len(tokens)):
        depth += (tokens[place].text == "{") - (tokens[place].text == "}")
        if depth == 0:
            return tokens[start : place + 1]
    return tokens[start:]


def _default_part(update: str, block: list[Token]) -> str:
    """A template without its GRAPH blocks: what of it goes into the default graph."""
    kept: list[str] = []
    place = 0
    while place < len(block):
        if block[place].word == "GRAPH":
            place += 2 + len(_block(block, place + 2))
            if place < len(block) and block[place].text == ".":
                place += 1
            kept.append("." if kept[-1] not in ("{", ".") else "")
            continue
        kept.append(block[place].text)
        place += 1
    return " ".join(text for text in kept if text)


def _copied(tokens: list[Token]) -> str | None:
    """`ADD <g> TO DEFAULT` and its like put in what the graph holds."""
    words = [t.word for t in tokens]
    to = words.index("TO") if "TO" in words else len(tokens)
    source = next((t.text for t in tokens[:to] if t.kind in (Kind.IRI, Kind.NAME)), None)
    if source is None or "DEFAULT" not in words[to:]:
        return None
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {source} {{ ?s ?p ?o }} }}"
