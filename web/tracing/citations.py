"""Follow citations: those that lead to a thing, those it makes, and those in what a body, a person or a period did.

Each citation comes with what cites and when, where and on whose behalf that was, what it cites or may mean, and whether
a source says so. How all this is shown is not known here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal

from graph.reader import Reader
from ontology.prefixes import expand
from web.ask import ask, text_of
from web.decided import decided, standings
from web.evidence import INFERRED, REJECTED, place_of
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
    """The citations of one part of a trace, at most `links` of each way; whether there are more parts; and whether what
    is traced did more than was followed.
    """

    cites: tuple[Cite, ...]
    links: int
    more: bool = False
    cut: bool = False


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
    skipped = (part - 1) * reach.links
    ways = [
        *_leading(reader, scope.thing, skipped, reach.whole + 1),
        _made(reader, acts.of(scope), skipped, reach.whole + 1),
    ]
    most = reach.whole if part == 1 and all(len(pairs) <= reach.whole for pairs in ways) else reach.links
    pairs = [pair for some in ways for pair in some[:most]]
    cites = sorted(_cites(reader, pairs, known, speakers), key=lambda c: c.order)
    return Traced(tuple(cites), most, any(len(some) > most for some in ways), acts.cut)


def _leading(reader: Reader, thing: str, skipped: int, most: int) -> Iterator[list[_Pair]]:
    """Give so many citations that lead to a thing in each way, past the `skipped` first."""
    if not thing:
        return
    for way, name in (("cited", "hn:cited"), ("may", "hn:candidate"), ("named", "hn:refersTo")):
        rows = ask(reader, "citations-by-way", skipped, most, thing=thing, way=expand(name))
        yield [_Pair(text_of(r["citation"]), text_of(r["citing"]), way) for r in rows]
    if kind_of(thing) == "organisation":
        rows = ask(reader, "citations-of-issued", skipped, most, thing=thing)
        yield [_Pair(text_of(r["citation"]), text_of(r["citing"]), "cited", "issued") for r in rows]


def _made(reader: Reader, acts: Mapping[str, tuple[str, str]], skipped: int, most: int) -> list[_Pair]:
    """Return so many citations that acts make, past the `skipped` first."""
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


def _cites(reader: Reader, pairs: Sequence[_Pair], known: Known, speakers: Speakers) -> Iterator[Cite]:
    citations = {pair.citation for pair in pairs}
    said = _said_by(reader, citations)
    inferred = _inferred(reader, citations)
    facts = known.of({pair.citing for pair in pairs})
    speakers.read({one for fact in facts.values() for one in fact.whose})
    bodies = {citing: _bodies(fact, speakers) for citing, fact in facts.items()}
    days = {citing: fact.day for citing, fact in facts.items()}
    nothing = _Said()
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
    pair: _Pair, said: "_Said", *, inferred: bool, day: str, event: str, bodies: tuple[str, ...]
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
class _Said:
    """What a citation says."""

    cited: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    words: set[Literal] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    may: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)


def _said_by(reader: Reader, citations: Iterable[str]) -> dict[str, _Said]:
    """Return what each citation says."""
    found: dict[str, _Said] = defaultdict(_Said)
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


def _inferred(reader: Reader, citations: Iterable[str]) -> set[tuple[str, str]]:
    """Return the pairs of citation and what cites that no source states outright; without any claim it was put in."""
    known = decided(reader)
    statuses: dict[tuple[str, str], set[str]] = defaultdict(set)
    for some in batches(citations) if known.claims else ():
        wanted = known.names_of(some)
        if not known.any:  # a decision may make any status another
            wanted = [text_of(row["citation"]) for row in ask(reader, "citations-inferred", things=wanted)]
        rows = ask(reader, "statuses-of-citing", things=wanted) if wanted else []
        decisions = standings(reader, (text_of(row["claim"]) for row in rows))
        for row in rows:
            citation, citing = text_of(row["citation"]), text_of(row["citing"])
            pair = (known.into.get(citation, citation), known.into.get(citing, citing))
            statuses[pair].add(decisions.get(text_of(row["claim"]), text_of(row["status"])))
    return {pair for pair, found in statuses.items() if found - {REJECTED} == {INFERRED}}
