"""Narrow a trace: by year, what cites, its event and its body, by kind, document, language and status of citation."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from graph.errors import InputError
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import CONCEPT, ID
from web.errors import told
from web.languages import N_
from web.page_context import Frame
from web.things import Names
from web.tracing.citations import Cite
from web.views.facets import Choice, Facet

LISTED: Final = LIMITS.trace_facet_values_listed
KINDS: Final = CONCEPT + "citation/"
LONGEST: Final = LIMITS.facet_value_length
UNKNOWN: Final = "unknown"
"""The year of what has no date, in an address."""

_STATUSES: Final = {
    "explicit": N_("a source says so"),
    "inferred": N_("by inference"),
    "unresolved": N_("unresolved"),
}


def status_of(cite: Cite) -> str:
    """Return how sure a citation is, as it stands in an address and in tables."""
    if not cite.cited:
        return "unresolved"
    return "inferred" if cite.inferred else "explicit"


_VALUES: Final[dict[str, Callable[[Cite], tuple[str, ...]]]] = {
    "year": lambda c: (c.day[:4] or UNKNOWN,),
    "citing": lambda c: (short(c.citing),),
    "event": lambda c: (short(c.event),) if c.event else (),
    "body": lambda c: tuple(map(short, c.bodies)),
    "document": lambda c: (short(c.cited),) if c.cited else (),
    "kind": lambda c: (c.kind.removeprefix(KINDS),) if c.kind else (),
    "language": lambda c: (c.language,) if c.language else (),
    "status": lambda c: (status_of(c),),
}
TITLES: Final = {
    "year": N_("Year"),
    "citing": N_("What cites"),
    "event": N_("Event"),
    "body": N_("Body"),
    "document": N_("Document"),
    "kind": N_("Kind of citation"),
    "language": N_("Language of the words"),
    "status": N_("Status"),
}


def short(iri: str) -> str:
    """Return a thing as it stands in an address."""
    return iri.removeprefix(ID)


@dataclass(frozen=True)
class Narrowing:
    """What was chosen, facet -> value, and the facet of which all values are asked for."""

    chosen: Mapping[str, str]
    opened: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Narrowing":
        """Read an address. Raises InputError for a value that cannot be one."""
        chosen = {name: given[name].strip() for name in TITLES if given.get(name, "").strip()}
        for name, value in chosen.items():
            if len(value) > LONGEST:
                raise told(
                    InputError,
                    N_("%(name)s= is %(count)s characters long."),
                    N_("Choose a value from the page."),
                    name=name,
                    count=len(value),
                )
        year = chosen.get("year", UNKNOWN)
        if year != UNKNOWN and not (len(year) == 4 and year.isascii() and year.isdigit()):
            raise told(
                InputError,
                N_("“%(text)s” is no year."),
                N_("Write it with four digits: year=2024"),
                text=year[:40],
            )
        opened = given.get("facet", "")
        return cls(chosen, opened if opened in TITLES else "")

    def keeps(self, cite: Cite, *, but: str = "") -> bool:
        """Whether a citation has all that was chosen, leaving one facet out of account."""
        return all(value in _VALUES[name](cite) for name, value in self.chosen.items() if name != but)


@dataclass(frozen=True)
class TraceFacet:
    """One way to narrow, with the values that most citations have, and the link to all of them."""

    key: str
    facet: Facet
    count: int
    more: str


def facets_of(
    cites: Iterable[Cite],
    narrowing: Narrowing,
    *,
    frame: Frame,
    names: Names,
    reader: Reader,
    link: Callable[[Mapping[str, object]], str],
    leave_out: Iterable[str] = (),
) -> tuple[TraceFacet, ...]:
    """Return every facet that could narrow; `link` makes the address of the trace with some parameters changed."""
    cites = list(cites)
    facets = []
    for name, title in TITLES.items():
        counts: Counter[str] = Counter()
        rows = 0
        for cite in cites:
            if narrowing.keeps(cite, but=name):
                counts.update(set(_VALUES[name](cite)))
                rows += 1
        value = narrowing.chosen.get(name, "")
        # What every citation has narrows nothing.
        tells = any(count < rows for count in counts.values())
        if name in leave_out or not (tells or value):
            continue
        if value:
            counts[value] += 0
        ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        kept = ordered if narrowing.opened == name else ordered[:LISTED]
        if value and value not in dict(kept):
            kept.append((value, counts[value]))
        if name == "year":
            kept.sort()
        names.fetch(reader, (iri for one, _ in kept if (iri := iri_of(name, one))))
        choices = tuple(
            Choice(
                *_said(name, one, frame, names),
                link({name: None if one == value else one, "page": None, "facet": None}),
                one == value,
                count,
            )
            for one, count in kept
        )
        more = link({"facet": name}) if len(counts) > len(kept) else ""
        facets.append(TraceFacet(name, Facet(frame.words(title), choices), len(counts), more))
    return tuple(facets)


def iri_of(name: str, value: str) -> str:
    """Return the IRI of a facet's value; empty where it is none."""
    if name == "kind":
        return value if "://" in value else KINDS + value
    if name in ("citing", "event", "body", "document"):
        return value if ":" in value else ID + value
    return ""


def _said(name: str, value: str, frame: Frame, names: Names) -> tuple[str, str]:
    if name == "year":
        return (frame.words("date not known") if value == UNKNOWN else value), ""
    if name == "language":
        return frame.words.language(value), ""
    if name == "status":
        return frame.words(_STATUSES.get(value, value)), ""
    link = names.link(iri_of(name, value))
    return link.text, link.lang
