"""What a search found, as a page shows it: things with kind, days and places; a timeline of them; suggestions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.search.names import Hit
from queries.read.facets import Details
from web.page_context import firm
from web.views.terms import RenderedTerm, TermRenderer, kind_word
from web.views.timeline import Span, Timeline, lay_out


@dataclass(frozen=True)
class Found:
    """A thing found: its link, its kind, the name that matched where it is not the one shown, places and days.

    `source`: the name that matched means the thing in this source only.
    """

    value: RenderedTerm
    kind: str
    matched: str
    matched_lang: str
    places: tuple[RenderedTerm, ...] = ()
    when: str = ""
    year: str = ""
    source: RenderedTerm | None = None


def found_views(hits: Iterable[Hit], details: Details, terms: TermRenderer) -> tuple[Found, ...]:
    """Return things found as they are shown."""
    return tuple(_found(hit, details, terms) for hit in hits)


def _found(hit: Hit, details: Details, terms: TermRenderer) -> Found:
    value = terms.link(hit.iri)
    same = firm(hit.label) == firm(value.text)
    first, last = details.dates(hit.iri)
    when = first if first == last else f"{first}/{last}"
    return Found(
        value,
        kind_word(hit.kind, terms.words),
        "" if same else hit.label,
        hit.language,
        tuple(terms.link(place) for place in details.places.get(hit.iri, ())),
        terms.words.date(when) if first else "",
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
    """What may be meant: the name that matched, the one the thing is shown by where that is another, its link, and its
    place, as far as one is known.
    """

    label: str
    language: str
    name: str
    kind: str
    href: str
    iri: str
    approximate: bool
    place: str = ""


@dataclass(frozen=True)
class SuggestDocument:
    """What may be meant by a text that is being typed."""

    q: str
    suggestions: tuple[Suggestion, ...]


def _kind(hit: Hit, terms: TermRenderer) -> str:
    """Return what sort of thing a hit is, and where it is called so if only there."""
    kind = kind_word(hit.kind, terms.words)
    if not hit.source:
        return kind
    return terms.words("%(kind)s, called so in %(source)s", kind=kind, source=terms.link(hit.source).text)


def suggestion_views(
    hits: Iterable[Hit], terms: TermRenderer, places: Mapping[str, Sequence[str]]
) -> tuple[Suggestion, ...]:
    """Return suggestions as they are shown."""
    found = []
    for hit in hits:
        value = terms.link(hit.iri)
        found.append(
            Suggestion(
                label=firm(hit.label) if hit.kind == "document" else hit.label,
                language=hit.language,
                name="" if firm(hit.label) == firm(value.text) else value.text,
                kind=_kind(hit, terms),
                href=value.href,
                iri=hit.iri,
                approximate=hit.approximate,
                place=", ".join(terms.name(iri).text for iri in list(places.get(hit.iri, ()))[:1]),
            )
        )
    return tuple(found)
