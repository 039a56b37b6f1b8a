"""Follow citations: those that lead to a thing, those it makes, and those in what a body, a person or a period did.

Each citation comes with what cites and when, where and on whose behalf that was, what it cites or may mean, and whether
a source says so. How all this is shown is not known here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from pyoxigraph import Literal

from graph.store.reader import Reader
from ontology.prefixes import expand
from queries.read.rows import ask, text_of
from web.evidence import INFERRED, REJECTED, Said, claims_about, place_of
from web.things import kind_of
from web.tracing.acts import Acts, Reach, Scope
from web.tracing.facts import Facts, Known, Speakers, batches

SORTS: Final = (
    "cited-explicitly",
    "cited-by-inference",
    "may-be-meant",
    "named",
    "cites-explicitly",
    "cites-by-inference",
    "unresolved",
)
"""How a citation concerns what is traced, in the order in which they are shown."""


@dataclass(frozen=True)
class Cite:
    """One citation by one thing. `cited` is empty where the words name no single document; `by` says how what cites
    belongs to what is traced (`BYS` and others), `speaker` by whose mouth; `day` is ISO 8601 of any precision.
    """

    sort: str
    citation: str
    citing: str
    by: str
    speaker: str = ""
    cited: str = ""
    candidates: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    kind: str = ""
    wording: str = ""
    language: str = ""
    source: str = ""
    start: int = 0
    inferred: bool = False
    day: str = ""
    event: str = ""
    bodies: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[object, ...]:
        """Order by sort, day, what cites, and place in the source."""
        return (SORTS.index(self.sort), self.day or "~", self.citing, self.source, self.start, self.citation)


@dataclass(frozen=True)
class Traced:
    """The citations of one part of a trace, at most `links` of each way, with the claims of what makes them; whether
    there are more parts; and, where what is traced did more than was followed, how many acts of a sort were (`cut`).
    """

    cites: tuple[Cite, ...]
    claims: tuple[Said, ...]
    links: int
    more: bool = False
    cut: int = 0


@dataclass(frozen=True)
class _Pair:
    citation: str
    citing: str
    way: str
    by: str = "itself"
    speaker: str = ""


def trace(reader: Reader, scope: Scope, reach: Reach, part: int = 1) -> Traced:
    """Return one part of the citations that concern what is traced."""
    known, speakers = Known(reader), Speakers(reader)
    acts = Acts(reader, reach, known, speakers)
    ways = [*_leading(reader, scope.thing), _made_by(reader, acts.of(scope))]
    most = reach.links
    found = [way((part - 1) * most, most + 1) for way in ways]
    longer = [way for way, pairs in zip(ways, found, strict=True) if len(pairs) > most]
    if part == 1 and longer and not any(way(reach.whole, 1) for way in longer):
        most = reach.whole
        found = [way(0, most) for way in ways]
    pairs = [pair for some in found for pair in some[:most]]
    claims = [
        said
        for some in batches(pair.citation for pair in pairs)
        for said in claims_about(reader, some, expand("hn:citing"))
    ]
    cites = sorted(_cites(reader, pairs, _inferred(claims), known, speakers), key=lambda c: c.order)
    return Traced(tuple(cites), tuple(claims), most, any(len(some) > most for some in found), acts.cut)


_Way = Callable[[int, int], list[_Pair]]
"""Reads the citations of one way: past the first so many, at most so many."""


def _leading(reader: Reader, thing: str) -> Iterator[_Way]:
    """Give the ways in which citations lead to a thing."""
    if not thing:
        return
    for way, name in (("cited", "hn:cited"), ("may", "hn:candidate"), ("named", "hn:refersTo")):
        yield partial(_led, reader, way, "itself", "citations-by-way", thing=thing, way=expand(name))
    if kind_of(thing) == "organisation":
        yield partial(_led, reader, "cited", "issued", "citations-of-issued", thing=thing)


def _led(
    reader: Reader, way_of: str, by: str, query: str, skipped: int, most: int, /, **parameters: str
) -> list[_Pair]:
    rows = ask(reader, query, skipped, most, **parameters)
    return [_Pair(text_of(r["citation"]), text_of(r["citing"]), way_of, by) for r in rows]


def _made_by(reader: Reader, acts: Mapping[str, tuple[str, str]]) -> _Way:
    """Return the way of the citations that acts make."""

    def made(skipped: int, most: int) -> list[_Pair]:
        found: list[_Pair] = []
        for some in batches(acts):
            if skipped:
                count = int(text_of(ask(reader, "citations-counted", things=some)[0]["count"]))
                if count <= skipped:
                    skipped -= count
                    continue
            for row in ask(reader, "citations-by-citing", skipped, most, things=some):
                citing = text_of(row["citing"])
                found.append(_Pair(text_of(row["citation"]), citing, "cites", *acts[citing]))
            skipped = 0
            if len(found) >= most:
                break
        return found[:most]

    return made


def _cites(
    reader: Reader,
    pairs: Sequence[_Pair],
    inferred: set[tuple[str, str]],
    known: Known,
    speakers: Speakers,
) -> Iterator[Cite]:
    said = _said_by(reader, {pair.citation for pair in pairs})
    facts = known.of({pair.citing for pair in pairs})
    speakers.read({one for fact in facts.values() for one in fact.whose})
    bodies = {citing: _bodies(fact, speakers) for citing, fact in facts.items()}
    days = {citing: fact.day for citing, fact in facts.items()}
    nothing = _Facts()
    for pair in dict.fromkeys(pairs):
        is_event = kind_of(pair.citing) in ("event", "congress")
        yield _cite(
            pair,
            said.get(pair.citation, nothing),
            inferred=(pair.citation, pair.citing) in inferred,
            day=days[pair.citing],
            event=pair.citing if is_event else min(facts[pair.citing].events, default=""),
            bodies=bodies[pair.citing],
        )


def _bodies(fact: Facts, speakers: Speakers) -> tuple[str, ...]:
    bodies = {one for one in fact.whose if kind_of(one) == "organisation"}
    for person in fact.whose:
        bodies.update(speakers.bodies(person, fact))
    return tuple(sorted(bodies))


def _cite(
    pair: _Pair, said: "_Facts", *, inferred: bool, day: str, event: str, bodies: tuple[str, ...]
) -> Cite:
    words = min(said.words, key=str, default=None)
    cited = min(said.cited, default="")
    places = [p for v in said.targets if (p := place_of(v)) is not None]
    source, start, _ = min(places, default=("", 0, 0))
    if pair.way == "cites":
        sort = "unresolved" if not cited else "cites-by-inference" if inferred else "cites-explicitly"
    elif pair.way == "cited":
        sort = "cited-by-inference" if inferred else "cited-explicitly"
    else:
        sort = {"may": "may-be-meant", "named": "named"}[pair.way]
    return Cite(
        sort,
        pair.citation,
        pair.citing,
        pair.by,
        pair.speaker,
        cited,
        tuple(sorted(said.may)),
        tuple(sorted(said.named)),
        min(said.kinds, default=""),
        words.value if words else "",
        (words.language or "") if words else "",
        source,
        start,
        inferred,
        day,
        event,
        bodies,
    )


@dataclass
class _Facts:
    """What a citation says."""

    cited: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    words: set[Literal] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    may: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)


def _said_by(reader: Reader, citations: Iterable[str]) -> dict[str, _Facts]:
    """Return what each citation says."""
    found: dict[str, _Facts] = defaultdict(_Facts)
    for some in batches(citations):
        for row in ask(reader, "facts-of-citations", things=some):
            said, words = found[text_of(row["thing"])], row["words"]
            if isinstance(words, Literal):
                said.words.add(words)
            for values, name in ((said.cited, "cited"), (said.kinds, "kind"), (said.targets, "target")):
                if row[name] is not None:
                    values.add(text_of(row[name]))
        for row in ask(reader, "meant-by-citations", things=some):
            said = found[text_of(row["thing"])]
            (said.may if text_of(row["way"]) == "may" else said.named).add(text_of(row["value"]))
    return found


def _inferred(claims: Iterable[Said]) -> set[tuple[str, str]]:
    """Return the pairs of citation and what cites that no source states outright; without any claim it was put in."""
    statuses: dict[tuple[str, str], set[str]] = defaultdict(set)
    for said in claims:
        statuses[said.subject, text_of(said.value)].add(said.status)
    return {pair for pair, found in statuses.items() if found - {REJECTED} == {INFERRED}}
