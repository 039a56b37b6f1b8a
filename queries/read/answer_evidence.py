"""The passages behind the rows of an answer: what sources print of the things in its first rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.iris import name_of
from queries.runner import Answer, run

_STATED: Final = (
    "tenure", "citation", "membership", "participation", "task", "recommendation", "speech", "change", "congress",
    "event", "programme", "document", "organisation", "person", "post", "place",
)  # fmt: skip
"""Kinds of things in a row, those that are closest to what the row says first."""
_QUOTING: Final = frozenset({"source", "exact", "wording", "printed"})
"""Columns of answers whose rows name their passages themselves."""


@dataclass(frozen=True)
class PrintedPassage:
    """What a source prints of a thing: the words, and where they stand (code points, half open; None: no place)."""

    thing: str
    words: str
    language: str
    source: str
    start: int | None
    end: int | None

    def iris(self) -> Iterator[str]:
        """Yield what a view needs labels of."""
        yield self.thing
        yield self.source


def read_answer_evidence(reader: Reader, answer: Answer) -> tuple[PrintedPassage, ...]:
    """Return passages behind the first rows of an answer; none where the rows name theirs themselves."""
    if _QUOTING & set(answer.variables):
        return ()
    found: list[PrintedPassage] = []
    for thing in _things(answer):
        for passage in _printed(reader, thing):
            if passage not in found:
                found.append(passage)
            if len(found) >= LIMITS.answer_passages:
                return tuple(found)
    return tuple(found)


def _things(answer: Answer) -> tuple[str, ...]:
    """Return the thing of each of the first rows that is closest to what the row says."""
    chosen: dict[str, None] = {}
    for row in answer.rows[: LIMITS.answer_passages]:
        kinds = {
            name.kind: term.value
            for term in row
            if isinstance(term, NamedNode) and (name := name_of(term.value))
        }
        for kind in _STATED:
            if kind in kinds:
                chosen[kinds[kind]] = None
                break
    return tuple(chosen)


def _printed(reader: Reader, thing: str) -> Iterator[PrintedPassage]:
    claims = run(reader, "evidence-for-thing", {"thing": thing})
    at = {variable: place for place, variable in enumerate(claims.variables)}
    seen: set[tuple[str, int | None]] = set()
    for row in claims.rows:
        printed, source = row[at["printed"]], row[at["source"]]
        start = _number(row[at["textStart"]])
        if (
            not isinstance(printed, Literal)
            or not isinstance(source, NamedNode)
            or (source.value, start) in seen
        ):
            continue
        seen.add((source.value, start))
        yield PrintedPassage(
            thing, printed.value, printed.language or "", source.value, start, _number(row[at["textEnd"]])
        )


def _number(term: Term | None) -> int | None:
    return int(term.value) if isinstance(term, Literal) and term.value.isdigit() else None
