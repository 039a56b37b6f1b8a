"""Follow citations: those that lead to a thing, those it makes, and those in what a body, a person or a period did.

Each citation comes with what cites and when, where and on whose behalf that was, what it cites or may mean, and whether
a source says so. A person's words are traced to the body for which they spoke: where a source says so, or where they
held a post there on that day. How all this is shown is not known here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pyoxigraph import Literal

from graph.reader import Reader, Term
from ontology.prefixes import expand
from web.ask import ask, text_of
from web.decided import decided, standings
from web.evidence import INFERRED, REJECTED, claims_about, place_of
from web.incoming import CAP
from web.things import kind_of
from web.timeline import Span, holds

TOGETHER: Final = 250
"""Things that one query asks about."""
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
BYS: Final = (
    "itself",
    "made",
    "issued",
    "said",
    "signed",
    "held",
    "spoke for it",
    "held a post",
    "took part",
)
"""How what cites belongs to what is traced, the closest first; others are farther."""


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
class Scope:
    """What is traced: a thing by its IRI, or a period from one year to another (both included; either may be empty)."""

    thing: str = ""
    begin: str = ""
    finish: str = ""


@dataclass(frozen=True)
class Traced:
    """The citations of one part of a trace, a thousand of each way at most, and whether there are more parts."""

    cites: tuple[Cite, ...]
    more: bool = False


@dataclass(frozen=True)
class _Pair:
    citation: str
    citing: str
    way: str
    by: str = "itself"
    speaker: str = ""


@dataclass
class Facts:
    """What is known of something that cites."""

    days: list[str] = field(default_factory=list)
    days_of_event: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    whose: list[str] = field(default_factory=list)
    wholes: list[str] = field(default_factory=list)

    @property
    def day(self) -> str:
        """The earliest day; of two that begin alike the more exact."""
        days = sorted(self.days or self.days_of_event)
        return next((d for d in reversed(days) if d.startswith(days[0])), "") if days else ""


def trace(reader: Reader, scope: Scope, part: int = 1) -> Traced:
    """Return one part of the citations that concern what is traced."""
    pairs: list[_Pair] = []
    more = False
    if scope.thing:
        for way, name in (("cited", "hn:cited"), ("may", "hn:candidate"), ("named", "hn:refersTo")):
            rows = ask(reader, "citations-by-way", (part - 1) * CAP, thing=scope.thing, way=expand(name))
            more = more or len(rows) > CAP
            pairs += [_Pair(text_of(r["citation"]), text_of(r["citing"]), way) for r in rows[:CAP]]
        if kind_of(scope.thing) == "organisation":
            rows = ask(reader, "citations-of-issued", (part - 1) * CAP, thing=scope.thing)
            more = more or len(rows) > CAP
            pairs += [
                _Pair(text_of(r["citation"]), text_of(r["citing"]), "cited", "issued") for r in rows[:CAP]
            ]
        acts = _acts(reader, scope.thing)
    else:
        acts = dict.fromkeys(_dated(reader, scope), ("", ""))
    own, beyond = _citations_of(reader, acts, part)
    pairs += own
    return Traced(tuple(sorted(_cites(reader, pairs), key=lambda c: c.order)), more or beyond)


def _acts(reader: Reader, thing: str) -> dict[str, tuple[str, str]]:
    """Return what cites -> how it belongs to the thing, and by whose mouth; the closest way of several."""
    found: list[tuple[str, str, str]] = [(thing, "itself", "")]
    kind = kind_of(thing)
    query = {"organisation": "acts-of-body", "person": "acts-of-person"}.get(kind)
    query = query or ("citing-in-term" if kind in ("term", "period") else None)
    if query:
        found += [(text_of(r["citing"]), text_of(r["by"]), "") for r in ask(reader, query, thing=thing)]
    if kind == "organisation":
        found += _spoken_for(reader, thing)
    acts: dict[str, tuple[str, str]] = {}
    for citing, by, speaker in sorted(found, key=lambda one: (_nearness(one[1]), one)):
        acts.setdefault(citing, (by, speaker))
    return acts


def _nearness(by: str) -> int:
    return BYS.index(by) if by in BYS else len(BYS)


def _spoken_for(reader: Reader, body: str) -> Iterator[tuple[str, str, str]]:
    rows = ask(reader, "speeches-for-body", thing=body)
    speeches = {(text_of(row["citing"]), text_of(row["person"])) for row in rows}
    facts = facts_of(reader, {speech for speech, _ in speeches})
    speakers = _Speakers(reader, {person for _, person in speeches})
    for speech, person in speeches:
        for spoke_for, by in speakers.bodies(person, facts[speech]).items():
            if spoke_for == body:
                yield speech, by, person


def _dated(reader: Reader, scope: Scope) -> list[str]:
    days: dict[str, str] = {}
    for row in ask(reader, "citing-dated"):
        citing, day = text_of(row["citing"]), text_of(row["day"])
        days[citing] = min(days.get(citing, day), day)
    return sorted(
        citing
        for citing, day in days.items()
        if (not scope.begin or day[:4] >= scope.begin) and (not scope.finish or day[:4] <= scope.finish)
    )


def _citations_of(reader: Reader, acts: Mapping[str, tuple[str, str]], part: int) -> tuple[list[_Pair], bool]:
    skipped = (part - 1) * CAP
    found: list[_Pair] = []
    for citation, citing in _made_by(reader, acts):
        if skipped:
            skipped -= 1
        elif len(found) == CAP:
            return found, True
        else:
            found.append(_Pair(citation, citing, "cites", *acts[citing]))
    return found, False


def _made_by(reader: Reader, things: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give the citations that things make, each with what cites, as far as they are asked for."""
    for some in _batches(things):
        offset, more = 0, True
        while more:
            rows = ask(reader, "citations-by-citing", offset, things=some)
            offset, more = offset + CAP, len(rows) > CAP
            for row in rows[:CAP]:
                yield text_of(row["citation"]), text_of(row["citing"])


def _cites(reader: Reader, pairs: Sequence[_Pair]) -> Iterator[Cite]:
    said = _said_by(reader, {pair.citation for pair in pairs})
    inferred = _inferred(reader, {pair.citation for pair in pairs})
    facts = facts_of(reader, {pair.citing for pair in pairs})
    people = {one for fact in facts.values() for one in fact.whose if kind_of(one) == "person"}
    speakers = _Speakers(reader, people)
    for pair in dict.fromkeys(pairs):
        fact = facts[pair.citing]
        bodies = [one for one in fact.whose if kind_of(one) == "organisation"]
        for person in fact.whose:
            bodies += speakers.bodies(person, fact)
        is_event = kind_of(pair.citing) in ("event", "congress")
        cite = _cite(pair, said.get(pair.citation, {}), inferred=(pair.citation, pair.citing) in inferred)
        yield replace(
            cite,
            day=fact.day,
            event=pair.citing if is_event else min(fact.events, default=""),
            bodies=tuple(sorted(set(bodies))),
        )


def _cite(pair: _Pair, said: Mapping[str, list[Term]], *, inferred: bool) -> Cite:
    words = min((v for v in said.get("hn:wording", ()) if isinstance(v, Literal)), key=str, default=None)
    cited = min(map(text_of, said.get("hn:cited", ())), default="")
    places = [p for v in said.get("oa:hasTarget", ()) if (p := place_of(text_of(v))) is not None]
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
        tuple(sorted(map(text_of, said.get("hn:candidate", ())))),
        tuple(sorted(map(text_of, said.get("hn:refersTo", ())))),
        min(map(text_of, said.get("dct:type", ())), default=""),
        words.value if words else "",
        (words.language or "") if words else "",
        source,
        start,
        inferred,
    )


_OF_CITATIONS: Final = {
    expand(name): name
    for name in ("hn:cited", "hn:candidate", "hn:refersTo", "hn:wording", "dct:type", "oa:hasTarget")
}


def _said_by(reader: Reader, citations: Iterable[str]) -> dict[str, dict[str, list[Term]]]:
    """Return what each citation says, by the short names of its properties."""
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for some in _batches(citations):
        for row in ask(reader, "facts-of-citations", things=some):
            if row["value"] is not None:
                name = _OF_CITATIONS[text_of(row["property"])]
                found[text_of(row["thing"])][name].append(row["value"])
    return found


def _inferred(reader: Reader, citations: Iterable[str]) -> set[tuple[str, str]]:
    """Return the pairs of citation and what cites that no source states outright; without any claim it was put in."""
    known = decided(reader)
    statuses: dict[tuple[str, str], set[str]] = defaultdict(set)
    for some in _batches(citations) if known.claims else ():
        rows = ask(reader, "statuses-of-citing", things=known.names_of(some))
        decisions = standings(reader, (text_of(row["claim"]) for row in rows))
        for row in rows:
            citation, citing = text_of(row["citation"]), text_of(row["citing"])
            pair = (known.into.get(citation, citation), known.into.get(citing, citing))
            statuses[pair].add(decisions.get(text_of(row["claim"]), text_of(row["status"])))
    return {pair for pair, found in statuses.items() if found - {REJECTED} == {INFERRED}}


def facts_of(reader: Reader, things: Iterable[str]) -> dict[str, Facts]:
    """Return when, where and whose things are; a part of something (a task) is its whole's where it says nothing."""
    facts = _read_facts(reader, things)
    wholes = _read_facts(reader, {one for fact in facts.values() for one in fact.wholes} - facts.keys())
    for fact in facts.values():
        for whole in (wholes.get(one) or facts.get(one) for one in fact.wholes):
            if whole is not None:
                fact.days = fact.days or whole.days
                fact.days_of_event = fact.days_of_event or whole.days_of_event
                fact.events = fact.events or whole.events
                fact.whose = fact.whose or whole.whose
    return facts


_FACTS: Final = {
    expand(name): fact
    for fact, names in {
        "days": ("schema:startDate", "schema:legislationDate"),
        "events": ("hn:givenAt", "hn:signedAt", "hn:adoptedAt"),
        "whose": ("schema:creator", "schema:organizer", "hn:signatory", "schema:legislationPassedBy"),
        "wholes": ("schema:isPartOf",),
    }.items()
    for name in names
}
"""Which fact of something that cites each property gives (facts-of-citing.rq)."""


def _read_facts(reader: Reader, things: Iterable[str]) -> dict[str, Facts]:
    facts = _told(reader, things)
    events = _told(reader, {event for fact in facts.values() for event in fact.events})
    for fact in facts.values():
        fact.days_of_event = sorted({day for event in fact.events for day in events[event].days})
    return facts


def _told(reader: Reader, things: Iterable[str]) -> dict[str, Facts]:
    wanted = sorted(set(things))
    facts = {thing: Facts() for thing in wanted}
    for some in _batches(wanted):
        for row in ask(reader, "facts-of-citing", things=some):
            place: list[str] = getattr(facts[text_of(row["thing"])], _FACTS[text_of(row["property"])])
            value = text_of(row["value"])
            if value not in place:
                place.append(value)
    return facts


def _batches(things: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(things))
    for at in range(0, len(wanted), TOGETHER):
        yield wanted[at : at + TOGETHER]


class _Speakers:
    """For whom people speak, on a day or at an event."""

    def __init__(self, reader: Reader, people: Iterable[str]) -> None:
        self._at_events: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._posts: dict[str, list[tuple[str, Span]]] = defaultdict(list)
        wanted = sorted({one for one in people if kind_of(one) == "person"})
        rows = [row for some in _batches(wanted) for row in ask(reader, "bodies-of-speakers", things=some)]
        delegations = {text_of(row["body"]) for row in rows if row["event"] is not None}
        for some in _batches(delegations):  # a delegation speaks for the body that sent it
            rows += ask(reader, "bodies-of-speakers", things=some)
        tenures = {text_of(row["tenure"]) for row in rows if row["tenure"] is not None}
        attested: dict[str, set[str]] = defaultdict(set)
        for said in claims_about(reader, tenures) if tenures else ():
            if said.as_of:
                attested[said.subject].add(said.as_of)
        for row in rows:
            person, body, event = (text_of(row[v]) for v in ("person", "body", "event"))
            if event:
                self._at_events[person, event].add(body)
            else:
                days = tuple(sorted(attested[text_of(row["tenure"])]))
                start, end, by = (text_of(row[v]) for v in ("start", "end", "endedBy"))
                self._posts[person].append((body, Span("", "", start, end, by, days)))

    def bodies(self, person: str, fact: Facts) -> dict[str, str]:
        """Return body -> why a person spoke for it: a source says so, or they held a post there on that day."""
        found: dict[str, str] = {}
        for event in fact.events:
            behalf = [person]
            for one in behalf:
                for body in sorted(self._at_events.get((one, event), ())):
                    if body not in behalf:
                        behalf.append(body)
                        found[body] = "spoke for it"
        day = fact.day
        if day:
            last = day if len(day) == 10 else f"{day}-31" if len(day) == 7 else f"{day}-12-31"
            for body, span in self._posts.get(person, ()):
                if holds(span, last):
                    found.setdefault(body, "held a post")
        return found
