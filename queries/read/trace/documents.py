"""What a trace says of documents beside their names: number, day, issuer and type; and which others stand near those
that are cited, so that a reader does not take one for another.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from graph.limits import LIMITS
from graph.store.reader import Reader
from queries.read.columns import Column, read_columns
from queries.read.rows import select
from queries.read.trace.chains import Step, read_chains


@dataclass(frozen=True)
class DocumentFacts:
    """Number, day (ISO 8601 of any precision, the most exact one known), issuer and type (IRIs); each may be empty."""

    number: str = ""
    day: str = ""
    issuer: str = ""
    type: str = ""


@dataclass(frozen=True)
class NearDocuments:
    """Documents that are not cited: those that carry out or follow the cited ones (`resting`, a step each), and for a
    cited document those of the same number.
    """

    resting: tuple[Step, ...] = ()
    same_number: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def iris(self) -> Iterator[str]:
        """Yield the documents."""
        for step in self.resting:
            yield from (step.document, step.origin)
        for document, others in self.same_number:
            yield from (document, *others)


class _OtherRow(NamedTuple):
    thing: str
    other: str


_NEAREST: Final = LIMITS.trace_near_documents
_COLUMNS: Final = (Column.NUMBER, Column.DAY, Column.ISSUER, Column.TYPE)


def read_documents(reader: Reader, documents: Iterable[str]) -> dict[str, DocumentFacts]:
    """Return what is known of each of these documents."""
    wanted = sorted(set(documents))
    columns = read_columns(reader, wanted, wanted=_COLUMNS)
    return {
        document: DocumentFacts(
            number=min(columns.texts_of(document, Column.NUMBER), default=""),
            day=max(sorted(columns.texts_of(document, Column.DAY)), key=len, default=""),
            issuer=min(columns.iris_of(document, Column.ISSUER), default=""),
            type=min(columns.iris_of(document, Column.TYPE), default=""),
        )
        for document in wanted
    }


def read_near_documents(reader: Reader, cited: Collection[str], known: Collection[str]) -> NearDocuments:
    """Return the documents near those that are `cited`, without those of the trace itself, which are `known`."""
    if not cited:
        return NearDocuments()
    below = read_chains(reader, [], sorted(cited)).below
    resting = tuple(step for step in below if step.depth == 1 and step.document not in known)
    others: dict[str, list[str]] = defaultdict(list)
    for row in select(reader, _OtherRow, "documents-of-numbers", things=sorted(cited)):
        if row.other not in known:
            others[row.thing].append(row.other)
    same = tuple((document, tuple(sorted(some)[:_NEAREST])) for document, some in sorted(others.items()))
    return NearDocuments(resting[:_NEAREST], same[:_NEAREST])
