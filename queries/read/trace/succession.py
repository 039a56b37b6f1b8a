"""Traces that follow what a thing became and what it was made of, and the mark of documents that had been replaced.

Neither changes a citation: one that belongs to a successor or predecessor names it, and one of a document that had been
replaced on the day says by which document and since when.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.kinds import kind_of
from ontology.terms import hn
from queries.read.in_effect import read_replacements
from queries.read.rows import select_batched
from queries.read.succession import read_successors
from queries.read.trace.activities import NEAR, Scope, TraceLimits
from queries.read.trace.citations import CitationRecord, TracedCitations, read_citations


@dataclass(frozen=True)
class FollowedStep:
    """One step: what was there before and after it, the first day of the new state (empty where unknown), and the
    change or the property by which it is known.
    """

    before: str
    after: str
    day: str
    by: str


@dataclass(frozen=True)
class Followed:
    """What a traced thing became, or (`back`) what it was made of, with the steps that lead there from it."""

    thing: str
    back: bool
    steps: tuple[FollowedStep, ...]

    @property
    def day(self) -> str:
        """The day of the last step."""
        return self.steps[-1].day

    def iris(self) -> Iterator[str]:
        """Yield the IRIs of all that a view names."""
        yield self.thing
        for step in self.steps:
            yield from (step.before, step.after)
            if kind_of(step.by) == "change":
                yield step.by


def read_followed(reader: Reader, thing: str) -> tuple[Followed, ...]:
    """Return what a body, a place or a document became, and what it was made of or replaces."""
    kind = kind_of(thing)
    if kind == "document":
        return tuple(one for back in (False, True) for one in _documents(reader, thing, back=back))
    if kind not in ("organisation", "place"):
        return ()
    found = []
    for back in (False, True):
        for one, steps in sorted(read_successors(reader, [thing], back=back).items()):
            led = (
                FollowedStep(step.before, step.after, step.change.day, step.change.change) for step in steps
            )
            found.append(Followed(one, back, tuple(led)))
    return tuple(found)


class _ValueRow(NamedTuple):
    thing: str
    value: str


def _documents(reader: Reader, thing: str, *, back: bool) -> Iterator[Followed]:
    """Yield the documents that replaced a document, step by step, or (`back`) those that it replaced."""
    seen: set[str] = {thing}
    level: dict[str, tuple[FollowedStep, ...]] = {thing: ()}
    for _ in range(LIMITS.succession_steps):
        following: dict[str, tuple[FollowedStep, ...]] = {}
        if back:
            rows = select_batched(reader, _ValueRow, "values-of", level, property=hn.replaces)
            pairs = [(row.value, row.thing) for row in rows]
        else:
            pairs = [
                (old, one.document)
                for old, record in read_replacements(reader, level).items()
                for one in record.replacements
                if one.relation == hn.replaces
            ]
        days = {
            (old, one.document): one.since
            for old, record in read_replacements(reader, {old for old, _ in pairs}).items()
            for one in record.replacements
        }
        for old, new in sorted(pairs):
            at, next_ = (new, old) if back else (old, new)
            if next_ not in seen:
                seen.add(next_)
                step = FollowedStep(old, new, days.get((old, new), ""), hn.replaces)
                following[next_] = (*level[at], step)
        yield from (Followed(one, back, steps) for one, steps in sorted(following.items()))
        if not following:
            return
        level = following


def read_with_followed(
    reader: Reader, scope: Scope, limits: TraceLimits, part: int, followed: Iterable[Followed]
) -> TracedCitations:
    """Return one part of the citations of a thing, and after them those of what was followed, each once."""
    traced = read_citations(reader, scope, limits, part)
    for one in followed:
        more = read_citations(reader, Scope(one.thing), limits, part)
        known = {(held.citation, held.citing) for held in traced.citations}
        added = tuple(
            replace(other, followed=one.thing)
            for other in more.citations
            if (other.citation, other.citing) not in known
        )
        traced = TracedCitations(
            (*traced.citations, *added),
            tuple(dict.fromkeys((*traced.claims, *more.claims))),
            max(traced.links, more.links),
            traced.more or more.more,
            max(traced.cut, more.cut),
        )
    return traced


def read_late_citations(reader: Reader, document: str) -> tuple[CitationRecord, ...]:
    """Return the citations of a document that were made when it had been replaced or ended: the nearest ones."""
    citations = read_citations(reader, Scope(document), NEAR).citations
    marked = with_replacements(reader, [one for one in citations if one.role.cited])
    return tuple(one for one in marked if one.gone)


def with_replacements(reader: Reader, citations: Sequence[CitationRecord]) -> tuple[CitationRecord, ...]:
    """Return citations, those of a document that had been replaced or ended on their day marked so."""
    known = read_replacements(reader, {one.cited for one in citations if one.cited and one.day})
    return tuple(
        replace(one, gone=known[one.cited].gone_by(one.day)) if one.cited in known else one
        for one in citations
    )
