"""Add to the rows of a query the names of what they name: a column of labels beside each column that has IRIs.

Rows pass through some at a time, and of the names that were looked up only the latest are kept, so memory does not grow
with the answer. Which columns have IRIs is seen in the first rows; a column that has only texts and numbers there gets
no second one.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.limits import LIMITS
from graph.store.reader import Term
from queries.languages import content_order
from queries.read.labels import Label, Labels

Row = tuple[Term | None, ...]

_AT_ONCE: Final = 1000
"""Rows whose names are looked up together."""
SUFFIX: Final = "Label"
"""What the name of a column of labels ends with."""


class LabelColumns:
    """The rows of an answer with columns of labels in one language, or in another where that has none.

    `read` looks labels up (`read_labels` over a reader, or `labels_in_store`). `columns` are the names of all columns,
    and `rows` yields the rows.
    """

    def __init__(
        self,
        read: Callable[[list[str]], Labels],
        language: str,
        columns: Sequence[str],
        rows: Iterable[Iterable[Term | None]],
    ) -> None:
        self._read = read
        self._languages = content_order(language)
        self._known: OrderedDict[str, Literal | None] = OrderedDict()
        rest = iter(map(tuple, rows))
        first: list[Row] = list(islice(rest, LIMITS.label_rows_looked_at))
        self._labelled = [
            any(isinstance(row[place], NamedNode) for row in first)
            or not any(row[place] is not None for row in first)
            for place in range(len(columns))
        ]
        self.columns = self._named(columns)
        self._rows = chain(first, rest)

    def _named(self, columns: Sequence[str]) -> list[str]:
        """Return the columns with those of labels, each after its own, under names that no other column has."""
        found: list[str] = []
        taken = set(columns)
        for column, labelled in zip(columns, self._labelled, strict=True):
            found.append(column)
            if labelled:
                name = f"{column}{SUFFIX}"
                while name in taken:
                    name += "_"
                taken.add(name)
                found.append(name)
        return found

    @property
    def rows(self) -> Iterator[Row]:
        """Yield the rows with their labels."""
        labelled = [place for place, has in enumerate(self._labelled) if has]
        while some := list(islice(self._rows, _AT_ONCE)):
            named = {
                term.value for row in some for place in labelled if type(term := row[place]) is NamedNode
            }
            labels = self._labels(named)
            for row in some:
                cells: list[Term | None] = []
                for term, has in zip(row, self._labelled, strict=True):
                    cells.append(term)
                    if has:
                        cells.append(labels[term.value] if type(term) is NamedNode else None)
                yield tuple(cells)

    def _labels(self, iris: set[str]) -> dict[str, Literal | None]:
        unknown = [iri for iri in iris if iri not in self._known]
        if unknown:
            read = self._read(unknown)
            for iri in unknown:
                self._known[iri] = _literal(read.best(iri, self._languages))
        found: dict[str, Literal | None] = {}
        for iri in iris:
            self._known.move_to_end(iri)
            found[iri] = self._known[iri]
        while len(self._known) > LIMITS.labels_held:
            self._known.popitem(last=False)
        return found


def _literal(label: Label | None) -> Literal | None:
    if label is None:
        return None
    return Literal(label.text, language=label.lang) if label.lang else Literal(label.text)
