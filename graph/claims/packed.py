"""The statements of a large file, packed into the graph of the file: a tenth of the space that as many quads take.

The statements are lines of N-Triples, as the store gives them back, in buckets by a checksum of their subject; each
bucket is one literal (xsd:base64Binary, Zstandard inside) of a node `GRAPH#number`. So all that a file says of a thing
lies in one bucket of a few kilobytes, all that it says is one pass over all of them, and versions, copies and backups
need to know nothing of it. `hn:buckets` of the graph, in the record of the file, says how many there are.

What is said of a high-degree node (more than `_MANY` statements with one subject) lies in buckets by a checksum of the
whole statement, `GRAPH#many-number`; a comment in the bucket of its subject says so.
"""

import base64
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final
from zlib import crc32

import zstandard
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from ontology.terms import hn, xsd

PACKED: Final = NamedNode(hn.packedStatements)
_BINARY: Final = NamedNode(xsd.base64Binary)
_A_BUCKET: Final = 512
_MANY: Final = 4096
_COMMENT: Final = "# "
_COMMENT_LINE: Final = _COMMENT.encode()
_DIVISIONS: Final = 64
"""Parts in which statements are gathered: what has to be unpacked at once to put them in order is one of these."""


def bucket_of(text: str, buckets: int) -> int:
    """Return the bucket of a subject, or of a statement, written as in N-Triples; `buckets` is a power of two.

    >>> bucket_of("<urn:a>", 8) == bucket_of("<urn:a>", 64) % 8
    True
    """
    return _bucket_of(text.encode(), buckets)


def _bucket_of(text: bytes, buckets: int) -> int:
    return crc32(text) & (buckets - 1)


def bucket_node(graph: str, bucket: int, *, many: bool = False) -> str:
    """Return the IRI of a bucket; of statements about high-degree nodes where it is one of `many`."""
    return f"{graph}#many-{bucket}" if many else f"{graph}#{bucket}"


def subject_of(line: str) -> str:
    """Return the subject of a statement's line."""
    return line[: line.index(" ")]


def _subject_of(line: bytes) -> bytes:
    return line[: line.index(b" ")]


def high_degree_subjects(lines: Iterable[str]) -> set[str]:
    """Return the subjects of which a bucket says that their statements lie in the buckets of many."""
    return {line.removeprefix(_COMMENT) for line in lines if line.startswith(_COMMENT)}


@dataclass
class Packing:
    """The statements of one graph while they come in; they may come twice."""

    count: int = 0
    _divisions: list[list[bytes]] = field(default_factory=lambda: [[] for _ in range(_DIVISIONS)])

    def add(self, triples: Iterable[Triple]) -> None:
        """Take in statements, as the store gives them back (`graph.engine.stored`)."""
        self.add_lines(str(triple).encode() for triple in triples)

    def add_lines(self, lines: Iterable[bytes]) -> None:
        """Take in such statements, each written as a line of N-Triples without its end."""
        self._take(lines, by=_subject_of)

    def _take(self, given: Iterable[bytes], *, by: Callable[[bytes], bytes]) -> None:
        lines: list[list[bytes]] = [[] for _ in range(_DIVISIONS)]
        for line in given:
            lines[crc32(by(line)) % _DIVISIONS].append(line)
        compressor = zstandard.ZstdCompressor(level=1)
        for division, some in zip(self._divisions, lines, strict=True):
            if some:
                self.count += len(some)
                division.append(compressor.compress(b"\n".join(some)))

    def holding(self, triples: Iterable[Triple]) -> set[Triple]:
        """Return those of these statements that came in."""
        found: set[Triple] = set()
        for division, wanted in _by_bucket(triples, _DIVISIONS).items():
            held = {line.decode() for block in self._divisions[division] for line in _lines(block)}
            found.update(t for line, t in wanted.items() if line in held)
        return found

    def write(self, store: Store, graph: NamedNode) -> tuple[int, int]:
        """Put the buckets into a graph; return how many statements they hold, each once, and how many buckets."""
        buckets = 1 << max(0, (self.count - 1) // _A_BUCKET).bit_length()
        statements = 0

        def quads() -> Iterator[Quad]:
            nonlocal statements
            later = Packing()
            for bucket, lines in self._filled(buckets, later):
                statements += sum(not line.startswith(_COMMENT_LINE) for line in lines)
                yield Quad(NamedNode(bucket_node(graph.value, bucket)), PACKED, _literal(lines), graph)
            for bucket, lines in later._by_line(buckets):
                statements += len(lines)
                node = NamedNode(bucket_node(graph.value, bucket, many=True))
                yield Quad(node, PACKED, _literal(lines), graph)

        store.bulk_extend(quads())
        return statements, buckets

    def _filled(self, buckets: int, later: "Packing") -> Iterator[tuple[int, list[bytes]]]:
        """Yield each bucket that is not empty with its lines, in order; those of high-degree nodes come later."""
        for some in self._in_order(buckets):
            filled: dict[int, list[bytes]] = defaultdict(list)
            for subject, said in groupby(some, key=_subject_of):
                lines = list(said)
                if len(lines) > _MANY:
                    later._take(lines, by=lambda line: line)
                    lines = [_COMMENT_LINE + subject]
                filled[_bucket_of(subject, buckets)] += lines
            yield from filled.items()

    def _by_line(self, buckets: int) -> Iterator[tuple[int, list[bytes]]]:
        for some in self._in_order(buckets):
            filled: dict[int, list[bytes]] = defaultdict(list)
            for line in some:
                filled[_bucket_of(line, buckets)].append(line)
            yield from filled.items()

    def _in_order(self, buckets: int) -> Iterator[list[bytes]]:
        """Yield the lines of each division, or of those that share buckets, in order and each once."""
        step = min(buckets, _DIVISIONS)
        for first in range(step):
            blocks = [b for division in self._divisions[first::step] for b in division]
            yield sorted({line for block in blocks for line in _lines(block)})


def _literal(lines: list[bytes]) -> Literal:
    packed = zstandard.ZstdCompressor(level=9).compress(b"\n".join(lines))
    return Literal(base64.b64encode(packed).decode("ascii"), datatype=_BINARY)


def _lines(block: bytes) -> list[bytes]:
    return zstandard.ZstdDecompressor().decompress(block).split(b"\n")


def lines_of(text: str) -> list[str]:
    """Return the statements of a bucket by its literal's text."""
    return [line.decode() for line in _lines(base64.b64decode(text))]


def triples_of(lines: Iterable[str]) -> Iterator[Triple]:
    """Yield statements written as N-Triples without their ends; blank nodes keep their names, comments are none."""
    text = "".join(f"{line} .\n" for line in lines)
    for quad in parse(text, format=RdfFormat.N_TRIPLES):
        yield quad.triple


def unpacked(store: Store, graph: NamedNode) -> Iterator[Triple]:
    """Yield the statements that are packed in a graph."""
    for quad in store.quads_for_pattern(None, PACKED, None, graph):
        if isinstance(quad.object, Literal):
            yield from triples_of(lines_of(quad.object.value))


def packed_among(store: Store, graph: NamedNode, buckets: int, triples: Iterable[Triple]) -> set[Triple]:
    """Return those of these statements, as the store gives them, that are packed in a graph."""
    found: set[Triple] = set()
    of_many: dict[int, dict[str, Triple]] = defaultdict(dict)
    for bucket, wanted in _by_bucket(triples, buckets).items():
        held = _held(store, graph, bucket_node(graph.value, bucket))
        found.update(t for line, t in wanted.items() if line in held)
        if many := high_degree_subjects(held):
            for line, triple in wanted.items():
                if subject_of(line) in many:
                    of_many[bucket_of(line, buckets)][line] = triple
    for bucket, wanted in of_many.items():
        held = _held(store, graph, bucket_node(graph.value, bucket, many=True))
        found.update(t for line, t in wanted.items() if line in held)
    return found


def _held(store: Store, graph: NamedNode, node: str) -> set[str]:
    """Return the lines of a bucket."""
    quads = store.quads_for_pattern(NamedNode(node), PACKED, None, graph)
    return {line for q in quads if isinstance(q.object, Literal) for line in lines_of(q.object.value)}


def _by_bucket(triples: Iterable[Triple], buckets: int) -> dict[int, dict[str, Triple]]:
    found: dict[int, dict[str, Triple]] = defaultdict(dict)
    for triple in triples:
        line = str(triple)
        found[bucket_of(subject_of(line), buckets)][line] = triple
    return found
