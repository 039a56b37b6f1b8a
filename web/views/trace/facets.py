"""The facets of a trace as a page shows them: each value by its name, with its count and the link that chooses it."""

from collections.abc import Iterable
from typing import Final

from queries.read.trace import Facet, FacetCount, Status
from queries.read.trace.facets import UNKNOWN
from web.languages import N_
from web.views import facets
from web.views.facets import Choice
from web.views.terms import TermRenderer
from web.views.trace.address import TraceAddress
from web.views.trace.page import TraceFacet

TITLES: Final = {
    Facet.YEAR: N_("Year"),
    Facet.CITING: N_("What cites"),
    Facet.EVENT: N_("Event"),
    Facet.BODY: N_("Body"),
    Facet.DOCUMENT: N_("Document"),
    Facet.KIND: N_("Kind of citation"),
    Facet.LANGUAGE: N_("Language of the words"),
    Facet.STATUS: N_("Status"),
}
_STATUSES: Final[dict[str, str]] = {
    Status.EXPLICIT: N_("a source says so"),
    Status.INFERRED: N_("by inference"),
    Status.UNRESOLVED: N_("unresolved"),
}


def facets_of(
    counts: Iterable[FacetCount], address: TraceAddress, terms: TermRenderer
) -> tuple[TraceFacet, ...]:
    """Return the facets of a trace; the link of the value that is chosen takes the choice back."""
    chosen = address.params.filter.chosen
    return tuple(
        TraceFacet(
            facets.Facet(
                terms.words(TITLES[one.facet]),
                tuple(
                    Choice(
                        *_named(one.facet, value, terms),
                        address.link(
                            {
                                one.facet: None if value == chosen.get(one.facet) else value,
                                "page": None,
                                "facet": None,
                            }
                        ),
                        value == chosen.get(one.facet),
                        count,
                    )
                    for value, count in one.values
                ),
            ),
            one.count,
            address.link({"facet": one.facet}) if one.count > len(one.values) else "",
        )
        for one in counts
    )


def _named(facet: Facet, value: str, terms: TermRenderer) -> tuple[str, str]:
    """Return the name of a value and its language."""
    if facet is Facet.YEAR:
        return (terms.words("date not known") if value == UNKNOWN else value), ""
    if facet is Facet.LANGUAGE:
        return terms.words.language(value), ""
    if facet is Facet.STATUS:
        return terms.words(_STATUSES.get(value, value)), ""
    link = terms.link(facet.iri(value))
    return link.text, link.lang
