"""The statements of a large file, packed into the graph of the file: a tenth of the space that as many quads take.

The statements are lines of N-Triples, as the store gives them back, in buckets by a checksum of their subject; each
bucket is one literal (xsd:base64Binary, Zstandard inside) of a node `GRAPH#number`. So all that a file says of a thing
lies in one bucket of a few kilobytes, all that it says is one pass over all of them, and versions, copies and backups
need to know nothing of it. `hn:buckets` of the graph, in the record of the file, says how many there are.
"""

import base64
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from zlib import crc32

import zstandard
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from ontology.terms import hn, rdf, xsd

PACKED: Final = NamedNode(hn.packedStatements)
_BINARY: Final = NamedNode(xsd.base64Binary)
_A_BUCKET: Final = 512
_DIVISIONS: Final = 64
"""Parts in which statements are gathered: what has to be unpacked at once to put them in order is one of these."""
_AS_WRITTEN: Final = frozenset({xsd.string, rdf.langString})


def bucket_of(subject: str, buckets: int) -> int:
    """Return the bucket of a subject, written as in N-Triples; `buckets` is a power of two.

    >>> bucket_of("<urn:a>", 8) == bucket_of("<urn:a>", 64) % 8
    True
    """
    return crc32(subject.encode()) & (buckets - 1)


def bucket_node(graph: str, bucket: int) -> str:
    """Return the IRI of a bucket."""
    return f"{graph}#{bucket}"


@dataclass
class Packing:
    """The statements of one graph while they come in; they may come twice."""

    count: int = 0
    _divisions: list[list[bytes]] = field(default_factory=lambda: [[] for _ in range(_DIVISIONS)])

    def add(self, triples: Iterable[Triple]) -> None:
        """Take in statements, as the store gives them back (`as_stored`)."""
        lines: dict[int, list[str]] = defaultdict(list)
        for line in map(str, triples):
            lines[crc32(line[: line.index(" ")].encode()) & (_DIVISIONS - 1)].append(line)
            self.count += 1
        compressor = zstandard.ZstdCompressor(level=1)
        for division, some in lines.items():
            self._divisions[division].append(compressor.compress("\n".join(some).encode()))

    def holding(self, triples: Iterable[Triple]) -> set[Triple]:
        """Return those of these statements that came in."""
        found: set[Triple] = set()
        for division, wanted in _by_bucket(triples, _DIVISIONS).items():
            held = {line for block in self._divisions[division] for line in _lines(block)}
            found.update(t for line, t in wanted.items() if line in held)
        return found

    def write(self, store: Store, graph: NamedNode) -> tuple[int, int]:
        """Put the buckets into a graph; return how many statements they hold, each once, and how many buckets."""
        buckets = 1 << max(0, (self.count - 1) // _A_BUCKET).bit_length()
        statements = 0

        def quads() -> Iterator[Quad]:
            nonlocal statements
            for bucket, lines in self._filled(buckets):
                statements += len(lines)
                yield Quad(NamedNode(bucket_node(graph.value, bucket)), PACKED, _literal(lines), graph)

        store.bulk_extend(quads())
        return statements, buckets

    def _filled(self, buckets: int) -> Iterator[tuple[int, list[str]]]:
        """Yield each bucket that is not empty with its lines, in order."""
        step = min(buckets, _DIVISIONS)
        for first in range(step):
            blocks = [b for division in self._divisions[first::step] for b in division]
            filled: dict[int, list[str]] = defaultdict(list)
            for line in sorted({line for block in blocks for line in _lines(block)}):
                filled[bucket_of(line[: line.index(" ")], buckets)].append(line)
            yield from filled.items()


def _literal(lines: list[str]) -> Literal:
    packed = zstandard.ZstdCompressor(level=9).compress("\n".join(lines).encode())
    return Literal(base64.b64encode(packed).decode("ascii"), datatype=_BINARY)


def _lines(block: bytes) -> list[str]:
    return zstandard.ZstdDecompressor().decompress(block).decode().split("\n")


def lines_of(text: str) -> list[str]:
    """Return the statements of a bucket by its literal's text."""
    return _lines(base64.b64decode(text))


def triples_of(lines: Iterable[str]) -> Iterator[Triple]:
    """Yield statements written as N-Triples without their ends; blank nodes keep their names."""
    text = "".join(f"{line} .\n" for line in lines)
    for quad in parse(text, format=RdfFormat.N_TRIPLES):
        yield quad.triple


def as_stored(triples: list[Triple]) -> list[Triple]:
    """Return statements as a store gives them back: it writes numbers and dates in one way ("01" is "1")."""
    values = {t.object for t in triples if _is_rewritten(t.object)}
    if not values:
        return triples
    order = list(values)
    scratch = Store()
    nodes = [NamedNode(f"urn:{n}") for n in range(len(order))]
    scratch.extend(Quad(node, PACKED, value) for node, value in zip(nodes, order, strict=True))
    kept = {q.subject.value: q.object for q in scratch.quads_for_pattern(None, None, None)}  # type: ignore[union-attr]
    now = {value: kept[node.value] for node, value in zip(nodes, order, strict=True)}
    return [Triple(t.subject, t.predicate, now[t.object]) if t.object in now else t for t in triples]


def _is_rewritten(value: object) -> bool:
    if isinstance(value, Literal):
        return value.datatype.value not in _AS_WRITTEN
    return isinstance(value, Triple)


def unpacked(store: Store, graph: NamedNode) -> Iterator[Triple]:
    """Yield the statements that are packed in a graph."""
    for quad in store.quads_for_pattern(None, PACKED, None, graph):
        if isinstance(quad.object, Literal):
            yield from triples_of(lines_of(quad.object.value))


def packed_among(store: Store, graph: NamedNode, buckets: int, triples: Iterable[Triple]) -> set[Triple]:
    """Return those of these statements, as the store gives them, that are packed in a graph."""
    found: set[Triple] = set()
    for bucket, wanted in _by_bucket(triples, buckets).items():
        node = NamedNode(bucket_node(graph.value, bucket))
        for quad in store.quads_for_pattern(node, PACKED, None, graph):
            if isinstance(quad.object, Literal):
                held = set(lines_of(quad.object.value))
                found.update(t for line, t in wanted.items() if line in held)
    return found


def _by_bucket(triples: Iterable[Triple], buckets: int) -> dict[int, dict[str, Triple]]:
    found: dict[int, dict[str, Triple]] = defaultdict(dict)
    for triple in triples:
        line = str(triple)
        found[bucket_of(line[: line.index(" ")], buckets)][line] = triple
    return found
