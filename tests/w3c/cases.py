"""Run one case of the W3C suites against a service over HTTP, as a tester who knows nothing of the service would."""

import re
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, serialize

from queries.sparql.lexer import Kind as TokenKind
from queries.sparql.lexer import tokenise
from tests.w3c.compare import Answer, Solutions, difference
from tests.w3c.exchanges import describe, exchange
from tests.w3c.manifest import BASE, Case, Graph, Kind
from tests.w3c.results import RESULT_TYPES, expected_result, read_answer, read_quads
from tests.w3c.service import Service

_EVERYTHING: Final = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
_JSON: Final = "application/sparql-results+json"
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Failure(Exception):
    """The service did not do what the case asks; the message says what it did."""


def run(case: Case, service: Service, folder: Path) -> str:
    """Run a case; return '' where the service passes, else in a few words what it did."""
    try:
        match case.kind:
            case Kind.QUERY:
                _query(case, service, folder)
            case Kind.UPDATE:
                _update(case, service)
            case Kind.GOOD_QUERY | Kind.GOOD_UPDATE | Kind.BAD_QUERY | Kind.BAD_UPDATE:
                _syntax(case, service)
            case Kind.EXCHANGE:
                return exchange(case, service, load)
            case Kind.DESCRIPTION:
                return describe(case, service)
    except Failure as failure:
        return str(failure)
    except (OSError, SyntaxError, ValueError, LookupError) as error:
        return f"the case cannot be run: {type(error).__name__}: {error}"
    return ""


def load(service: Service, graphs: tuple[Graph, ...]) -> None:
    """Empty the store and put graphs into it; raise Failure where the service refuses."""
    response = service.update("DROP ALL")
    if response.status >= 300:
        raise Failure(f"DROP ALL: {response.told}")
    dataset = _dataset(graphs)
    if len(dataset) > 1 and any(graph.file.suffix in {".trig", ".nq"} for graph in graphs):
        # One update, for a blank node of such a file is one in all its graphs.
        response = service.update(f"INSERT DATA {{ {' '.join(map(_block, dataset, dataset.values()))} }}")
        if response.status >= 300:
            raise Failure(f"INSERT DATA: {response.told}")
        return
    for name, quads in dataset.items():
        response = service.put(name, quads)
        if response.status >= 300:
            raise Failure(f"PUT of {name or 'the default graph'}: {response.told}")


def _block(name: str, quads: list[Quad]) -> str:
    """Statements as they stand in INSERT DATA."""
    body = (serialize([quad.triple for quad in quads], format=RdfFormat.N_TRIPLES) or b"").decode()
    return f"GRAPH <{name}> {{ {body} }}" if name else body


def _dataset(graphs: tuple[Graph, ...]) -> dict[str, list[Quad]]:
    """The statements of files by graph; what a file of quads says of named graphs goes into these."""
    found: dict[str, list[Quad]] = {}
    for graph in graphs:
        found.setdefault(graph.name, [])
        for quad in read_quads(graph.file, graph.base):
            name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else graph.name
            found.setdefault(name, []).append(quad)
    return found


def _text(case: Case) -> str:
    assert case.text is not None, f"{case.key} names no file"
    return case.text.read_bytes().decode("utf-8")


def _syntax(case: Case, service: Service) -> None:
    """Good text is not told to be bad (400) and is no trouble (500); bad text is a 400."""
    text = _text(case)
    is_update = case.kind in {Kind.GOOD_UPDATE, Kind.BAD_UPDATE}
    response = service.update(text) if is_update else service.query(text, "*/*")
    if case.kind in {Kind.GOOD_QUERY, Kind.GOOD_UPDATE}:
        # Where there is no data, legal text may still fail: what it drops is not there, whom it calls is not reached.
        if response.status == 400 or response.status >= 500:
            raise Failure(f"legal, but: {response.told}")
    elif response.status != 400:
        raise Failure(f"illegal, but: {response.told}")


def _query(case: Case, service: Service, folder: Path) -> None:
    text = _text(case)
    assert case.result is not None, f"{case.key} names no result"
    load(service, case.data or _named_by(text, case, folder))
    expected = expected_result(case.result, BASE + case.result.relative_to(folder).as_posix())
    suffix = case.result.suffix
    accept = "application/n-triples" if isinstance(expected, frozenset) else RESULT_TYPES.get(suffix, _JSON)
    response = service.query(_based(text, case), accept)
    if response.status != 200:
        raise Failure(response.told)
    if response.media_type != accept:
        raise Failure(f"asked for {accept}, got {response.media_type}")
    actual = _read(response.media_type, response.body)
    if isinstance(expected, Solutions) and suffix in RESULT_TYPES and _orders(text):
        expected = Solutions(expected.variables, expected.rows, ordered=True)
    if told := difference(expected, actual, lax=case.lax):
        raise Failure(told)


def _read(media_type: str, body: bytes) -> Answer:
    try:
        return read_answer(media_type, body, BASE)
    except (SyntaxError, ValueError) as error:
        raise Failure(f"the answer cannot be read: {error}") from error


def _based(text: str, case: Case) -> str:
    """The text with its file's address as base, where that is needed: HTTP has no other way to give one."""
    relative = any(
        token.kind is TokenKind.IRI and not _ABSOLUTE.match(token.text[1:]) for token in tokenise(text)
    )
    return f"BASE <{case.iri}>\n{text}" if relative else text


def _orders(text: str) -> bool:
    depth = 0
    for token in tokenise(text):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.word == "ORDER":
            return True
    return False


def _named_by(text: str, case: Case, folder: Path) -> tuple[Graph, ...]:
    """The graphs a query names itself (FROM), where its case names no data."""
    found, names = [], False
    for token in tokenise(text):
        if token.word in {"FROM", "NAMED"}:
            names = True
        elif names and token.kind is TokenKind.IRI:
            iri = token.text[1:-1]
            iri = iri if _ABSOLUTE.match(iri) else f"{case.iri.rpartition('/')[0]}/{iri}"
            found.append(Graph(folder / iri.removeprefix(BASE), iri, iri))
            names = False
    return tuple(dict.fromkeys(found))


def _update(case: Case, service: Service) -> None:
    load(service, case.data)
    response = service.update(_based(_text(case), case))
    if response.status >= 300:
        raise Failure(response.told)
    expected = frozenset(
        Quad(quad.subject, quad.predicate, quad.object, NamedNode(name) if name else DefaultGraph())
        for name, quads in _dataset(case.result_data).items()
        for quad in quads
    )
    if told := difference(expected, contents(service)):
        raise Failure(told)


def contents(service: Service) -> frozenset[Quad]:
    """Return every statement of the store, in its graph."""
    response = service.query(_EVERYTHING, _JSON)
    answer = _read(response.media_type, response.body) if response.status == 200 else None
    if not isinstance(answer, Solutions):
        raise Failure(f"the store cannot be read: {response.told}")
    found = set()
    for graph, subject, predicate, value in answer.arranged(("g", "s", "p", "o")).rows:
        assert (
            not isinstance(subject, Triple | None) and isinstance(predicate, NamedNode) and value is not None
        )
        name = graph if isinstance(graph, NamedNode) else DefaultGraph()
        found.add(Quad(subject, predicate, value, name))  # type: ignore[arg-type]
    return frozenset(found)
