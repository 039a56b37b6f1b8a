"""Read the manifests of the W3C's SPARQL test suites (w3c/rdf-tests, folder `sparql`) into cases; no network.

A suite is a folder with a `manifest.ttl`. What stands there in RDF becomes a `Case`; the files it names stay files
until the case is run. IRIs are those the files have on the web, so that relative IRIs in data, queries and expected
results mean the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, parse

BASE: Final = "https://w3c.github.io/rdf-tests/sparql/"
_MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_DAWG: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#"
_UT: Final = "http://www.w3.org/2009/sparql/tests/test-update#"
_NO_LONGER_ASKED: Final = ("#Withdrawn", "#Deprecated")
_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_HT: Final = "http://www.w3.org/2011/http#"
_CNT: Final = "http://www.w3.org/2011/content#"
_STATUSES: Final = {one.phrase.replace(" ", ""): str(one.value) for one in HTTPStatus}
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"

Node = NamedNode | BlankNode | Literal | Triple


class Kind(Enum):
    """What a case asks of a service."""

    QUERY = "query evaluation"
    UPDATE = "update evaluation"
    GOOD_QUERY = "query syntax, positive"
    BAD_QUERY = "query syntax, negative"
    GOOD_UPDATE = "update syntax, positive"
    BAD_UPDATE = "update syntax, negative"
    EXCHANGE = "requests and responses"
    DESCRIPTION = "service description"


_KINDS: Final = {
    "QueryEvaluationTest": Kind.QUERY,
    "CSVResultFormatTest": Kind.QUERY,
    "UpdateEvaluationTest": Kind.UPDATE,
    "PositiveSyntaxTest": Kind.GOOD_QUERY,
    "PositiveSyntaxTest11": Kind.GOOD_QUERY,
    "NegativeSyntaxTest": Kind.BAD_QUERY,
    "NegativeSyntaxTest11": Kind.BAD_QUERY,
    "PositiveUpdateSyntaxTest11": Kind.GOOD_UPDATE,
    "PositiveUpdateSyntaxTest": Kind.GOOD_UPDATE,
    "NegativeUpdateSyntaxTest11": Kind.BAD_UPDATE,
    "NegativeUpdateSyntaxTest": Kind.BAD_UPDATE,
    "ProtocolTest": Kind.EXCHANGE,
    "GraphStoreProtocolTest": Kind.EXCHANGE,
    "ServiceDescriptionTest": Kind.DESCRIPTION,
}


@dataclass(frozen=True)
class Graph:
    """A file of data, and the graph it belongs into: '' is the default graph."""

    file: Path
    name: str
    base: str


@dataclass(frozen=True)
class Exchange:
    """A request, and what the response must be like. `statuses` are patterns such as 2xx; None expects nothing."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: str | None
    encoding: str
    statuses: tuple[str, ...]
    boolean: bool | None = None
    format: str = ""
    expectation: str = ""
    expected_body: str | None = None


@dataclass(frozen=True)
class Case:
    """One test. `text` is the file of the query or update, `iri` the file's address, the base of what it says."""

    suite: str
    name: str
    title: str
    kind: Kind
    text: Path | None = None
    iri: str = ""
    data: tuple[Graph, ...] = ()
    result: Path | None = None
    result_data: tuple[Graph, ...] = ()
    lax: bool = False
    exchanges: tuple[Exchange, ...] = field(default=())
    calls: bool = False
    regimes: bool = False

    @property
    def key(self) -> str:
        """The case's name within all suites."""
        return f"{self.suite}/{self.name}"


def read_suites(folder: Path) -> list[Case]:
    """Return the cases of every suite below a folder, suite by suite; raise ValueError where there is none."""
    cases = [case for path in sorted(folder.rglob("manifest.ttl")) for case in read_suite(folder, path)]
    if not cases:
        raise ValueError(f"there is no manifest.ttl with entries below {folder}")
    return cases


def read_suite(folder: Path, path: Path) -> Iterator[Case]:
    """Yield the cases of one manifest, in its order, and of those beside it that it includes."""
    reader = _Manifest(folder, path)
    for entry in reader.entries():
        yield reader.case(entry)
    for part in reader.included():
        yield from read_suite(folder, part)


class _Manifest:
    def __init__(self, folder: Path, path: Path) -> None:
        self.folder, self.path = folder, path
        self.suite = path.parent.relative_to(folder).as_posix()
        self.store = Store()
        self.store.extend(parse(path=str(path), format=RdfFormat.TURTLE, base_iri=self._iri(path)))

    def _iri(self, path: Path) -> str:
        return BASE + path.relative_to(self.folder).as_posix()

    def _file(self, node: Node | None) -> Path | None:
        if not isinstance(node, NamedNode) or not node.value.startswith(BASE):
            return None
        return self.folder / unquote(node.value[len(BASE) :])

    def entries(self) -> Iterator[Node]:
        """Yield the entries in order, without those that were withdrawn or gave way to others (deprecated)."""
        heads = list(self.store.quads_for_pattern(None, NamedNode(_MF + "entries"), None))
        for quad in heads:
            for entry in self._list(quad.object):
                approval = self._one(entry, _DAWG + "approval")
                if not isinstance(approval, NamedNode) or not approval.value.endswith(_NO_LONGER_ASKED):
                    yield entry

    def included(self) -> Iterator[Path]:
        """Yield the manifests in the same folder that this one is made of."""
        for quad in self.store.quads_for_pattern(None, NamedNode(_MF + "include"), None):
            for node in self._list(quad.object):
                if (file := self._file(node)) is not None and file.parent == self.path.parent:
                    yield file

    def case(self, entry: Node) -> Case:
        types = [
            n.value.rpartition("#")[2] for n in self._all(entry, _RDF + "type") if isinstance(n, NamedNode)
        ]
        kind = next((_KINDS[name] for name in types if name in _KINDS), Kind.QUERY)
        action, result = self._one(entry, _MF + "action"), self._one(entry, _MF + "result")
        text = self._one(action, _QT + "query") or self._one(action, _UT + "request") or action
        cardinality = self._one(entry, _MF + "resultCardinality")
        iri = entry.value if isinstance(entry, NamedNode) else str(entry)
        return Case(
            suite=self.suite,
            name=iri.rpartition("#")[2] or iri,
            title=self._text(entry, _MF + "name"),
            kind=kind,
            text=self._file(text),
            iri=text.value if isinstance(text, NamedNode) else "",
            data=tuple(self._graphs(action)) + tuple(self._graphs(entry)),
            result=self._file(result),
            result_data=tuple(self._graphs(result)),
            lax=isinstance(cardinality, NamedNode) and cardinality.value.endswith("LaxCardinality"),
            exchanges=tuple(self._exchange(n) for n in self._list(self._one(action, _HT + "requests"))),
            calls=self._one(action, _QT + "serviceData") is not None,
            regimes=self._one(action, _SD + "entailmentRegime") is not None,
        )

    def _graphs(self, node: Node | None) -> Iterator[Graph]:
        for name in (_QT + "data", _UT + "data"):
            for one in self._all(node, name):
                if (file := self._file(one)) is not None and isinstance(one, NamedNode):
                    yield Graph(file, "", one.value)
        for name in (_QT + "graphData", _UT + "graphData"):
            for one in self._all(node, name):
                inner = (
                    one
                    if isinstance(one, NamedNode)
                    else self._one(one, _UT + "graph") or self._one(one, _QT + "graph")
                )
                if (file := self._file(inner)) is not None and isinstance(inner, NamedNode):
                    yield Graph(file, self._text(one, _RDFS + "label") or inner.value, inner.value)

    def _exchange(self, node: Node) -> Exchange:
        body, response = self._one(node, _HT + "body"), self._one(node, _HT + "resp")
        boolean = self._text(response, _MF + "expectedBoolean")
        expected = self._one(response, _HT + "body")
        statuses = [
            _STATUSES.get(name := n.value.rpartition("#")[2], name.removeprefix("StatusCode"))
            for n in self._all(response, _MF + "expectedStatus")
            if not isinstance(n, Triple)
        ]
        statuses += [
            n.value for n in self._all(response, _HT + "statusCodeValue") if not isinstance(n, Triple)
        ]
        return Exchange(
            method=self._text(node, _HT + "methodName"),
            path=self._text(node, _HT + "absolutePath"),
            headers=tuple(
                (self._text(h, _HT + "fieldName"), self._text(h, _HT + "fieldValue"))
                for h in self._list(self._one(node, _HT + "headers"))
            ),
            body=None if body is None else self._text(body, _CNT + "chars"),
            encoding=self._text(body, _CNT + "characterEncoding") or "UTF-8",
            statuses=tuple(status.lower() for status in statuses),
            boolean=None if not boolean else boolean == "true",
            format=self._text(response, _MF + "expectedFormat"),
            expectation=self._text(response, _MF + "expectation"),
            expected_body=None if expected is None else self._text(expected, _CNT + "chars"),
        )

    def _all(self, subject: Node | None, predicate: str) -> list[Node]:
        if not isinstance(subject, NamedNode | BlankNode):
            return []
        return [q.object for q in self.store.quads_for_pattern(subject, NamedNode(predicate), None)]

    def _one(self, subject: Node | None, predicate: str) -> Node | None:
        return next(iter(self._all(subject, predicate)), None)

    def _text(self, subject: Node | None, predicate: str) -> str:
        node = self._one(subject, predicate)
        return node.value if isinstance(node, Literal | NamedNode) else ""

    def _list(self, head: Node | None) -> Iterator[Node]:
        while isinstance(head, BlankNode):
            first = self._one(head, _RDF + "first")
            if first is not None:
                yield first
            head = self._one(head, _RDF + "rest")
