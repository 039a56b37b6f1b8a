"""What a search found, as a page shows it: things with a line about each; a timeline of them; suggestions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.search.names import Hit
from queries.read.columns import Column, Columns
from queries.read.facets import Details
from queries.read.trace.starting_points import TRACED
from web.page_context import firm
from web.views.result_lines import Part, best_title, citing_words, kind_of_thing, line_of
from web.views.terms import RenderedTerm, TermRenderer
from web.views.timeline import Span, Timeline, lay_out


@dataclass(frozen=True)
class Found:
    """A thing found: its link, what it is, what else is told of it (`line`), the name that matched where it is not the
    one shown, places and days.

    `source`: the name that matched means the thing in this source only.
    """

    value: RenderedTerm
    kind: str
    line: tuple[Part, ...]
    matched: str
    matched_lang: str
    places: tuple[RenderedTerm, ...] = ()
    when: str = ""
    year: str = ""
    source: RenderedTerm | None = None


def found_views(
    hits: Iterable[Hit], details: Details, columns: Columns, terms: TermRenderer
) -> tuple[Found, ...]:
    """Return things found as they are shown."""
    return tuple(_found(hit, details, columns, terms) for hit in hits)


def _found(hit: Hit, details: Details, columns: Columns, terms: TermRenderer) -> Found:
    value = terms.link(hit.iri)
    first, last = details.dates(hit.iri)
    kind, *line = line_of(hit.iri, columns, terms)
    same = firm(hit.label) in firm(value.text) or firm(hit.label) in (firm(part.text) for part in line)
    return Found(
        value,
        kind.text,
        tuple(line),
        "" if same else hit.label,
        hit.language,
        tuple(terms.link(place) for place in details.places.get(hit.iri, ())),
        terms.words.date(first if first == last else f"{first}/{last}") if first else "",
        first[:4],
        terms.link(hit.source) if hit.source else None,
    )


def timeline_of(found: Sequence[Found], details: Details) -> Timeline | None:
    """Return the drawing of things found by their days; None where fewer than two days are known."""
    return lay_out(
        Span(one.value.text, one.value.lang, start=first, end=last, attested=(first,))
        for one in found
        for first, last in [details.dates(one.value.iri)]
        if f"{first[:4]}{last[:4]}".isascii() and first[:4].isdigit() and last[:4].isdigit()
    )


@dataclass(frozen=True)
class Suggestion:
    """What may be meant: the name that matched, the one the thing is shown by where that is another, what it is, its
    link, and what else is told of it, in the order in which it is read (`details`).

    Of a document `title`, `issuer` and `cited` (in words) are given by themselves too. `trace` is the link to its
    trace, empty where there can be none; `place` where it is, as far as that is known.
    """

    label: str
    language: str
    name: str
    kind: str
    href: str
    iri: str
    approximate: bool
    trace: str
    details: tuple[Part, ...]
    title: str = ""
    title_language: str = ""
    issuer: str = ""
    cited: str = ""
    place: str = ""


@dataclass(frozen=True)
class SuggestDocument:
    """What may be meant by a text that is being typed."""

    q: str
    suggestions: tuple[Suggestion, ...]


def _kind(hit: Hit, columns: Columns, terms: TermRenderer) -> str:
    """Return what sort of thing a hit is, and where it is called so if only there."""
    kind = kind_of_thing(hit.iri, columns, terms)
    if not hit.source:
        return kind
    return terms.words("%(kind)s, called so in %(source)s", kind=kind, source=terms.link(hit.source).text)


def suggestion_views(hits: Iterable[Hit], columns: Columns, terms: TermRenderer) -> tuple[Suggestion, ...]:
    """Return suggestions as they are shown."""
    return tuple(_suggestion(hit, columns, terms) for hit in in_order_of_citing(hits, columns))


def in_order_of_citing(hits: Iterable[Hit], columns: Columns) -> list[Hit]:
    """Return things found, those of one name in the order of how much cites them: of several documents of one number
    the one that programmes cite comes first.
    """
    found = list(hits)
    first = {hit.label: at for at, hit in reversed(list(enumerate(found)))}
    cited = {
        hit.iri: sum(count.number for count in columns.citing.get(hit.iri, {}).values()) for hit in found
    }
    return sorted(found, key=lambda hit: (first[hit.label], -cited[hit.iri]))


def _suggestion(hit: Hit, columns: Columns, terms: TermRenderer) -> Suggestion:
    value = terms.link(hit.iri)
    title = best_title(hit.iri, columns, terms) if hit.kind == "document" else None
    # A name that holds what was typed is shown alone, and so is a document found by its title, which stands below;
    # another name that was typed stands before the one that is shown.
    by_title = title is not None and firm(hit.label) == firm(title.text)
    within = not hit.source and (by_title or firm(hit.label) in firm(value.text))
    places = columns.iris_of(hit.iri, Column.PLACE)
    issuers = columns.iris_of(hit.iri, Column.ISSUER)
    return Suggestion(
        label=value.text if within else firm(hit.label) if hit.kind == "document" else hit.label,
        language=value.lang if within else hit.language,
        name="" if within else value.text,
        kind=_kind(hit, columns, terms),
        href=value.href,
        iri=hit.iri,
        approximate=hit.approximate,
        trace=terms.links.trace_of(hit.iri) if hit.kind in TRACED else "",
        details=tuple(sorted(line_of(hit.iri, columns, terms)[1:], key=lambda part: part == title)),
        title=title.text if title else "",
        title_language=title.lang if title else "",
        issuer=terms.name(issuers[0]).text if issuers else "",
        cited=citing_words(columns.citing.get(hit.iri, {}), terms.words),
        place=terms.name(places[0]).text if places else "",
    )
