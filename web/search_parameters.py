"""The types of what addresses of searches and neighbourhoods ask for (see `web/parameters.py`)."""

from typing import Annotated, Final, Literal

from fastapi import Query
from pydantic import AfterValidator

from graph.limits import LIMITS
from ontology.iris import ID, KINDS, name_of
from ontology.kinds import CLASS_OF_KIND
from queries.read.neighbourhood import OTHER
from web.errors import InvalidValue
from web.parameters import blank_is, could_be_iri

HIDEABLE: Final = frozenset({*CLASS_OF_KIND, OTHER})
"""Kinds of thing that a neighbourhood can leave out."""
FINDABLE: Final = frozenset({*KINDS, "concept", "ontology", "other"})
"""Kinds of what a search finds."""


def checked_foci(text: str) -> str:
    """Return things by their IRIs in full, a space between two; raise InvalidValue for what names none.

    >>> checked_foci("place/nghe-an place/nghe-an")
    'https://w3id.org/huunghi/id/place/nghe-an'
    """
    foci = dict.fromkeys(_named_thing(one) for one in text.split()[: LIMITS.neighbourhood_things + 1])
    if not foci:
        raise InvalidValue(
            "%(name)s= names no thing: a neighbourhood needs one to be drawn around.",
            hint="For example /graph?focus=organisation/vufo",
        )
    if len(foci) > LIMITS.neighbourhood_things:
        raise InvalidValue(
            "%(name)s= names more than %(most)s things.",
            hint="Leave some out.",
            values={"most": LIMITS.neighbourhood_things},
        )
    return " ".join(foci)


def _named_thing(text: str) -> str:
    iri = text if ":" in text else ID + text
    if not could_be_iri(iri) or (iri == ID + text and name_of(iri) is None):
        raise InvalidValue(
            "%(name)s=%(text)s names no thing.",
            hint="Give an IRI, or kind and name of a thing: place/nghe-an",
            values={"text": text[:80]},
        )
    return iri


def checked_hidden(kinds: list[str]) -> list[str]:
    """Return kinds of thing to hide, each once; raise InvalidValue for what is none."""
    hidden = sorted({one for text in kinds for one in text.replace(",", " ").split()})
    if unknown := sorted(set(hidden) - HIDEABLE):
        raise InvalidValue(
            "%(name)s=%(text)s is no kind of thing.",
            hint="The kinds: %(kinds)s.",
            values={"text": unknown[0][:40], "kinds": ", ".join(sorted(HIDEABLE))},
        )
    return hidden


def findable_kind(kind: str) -> str:
    """Return a kind of what a search finds; raise InvalidValue for what is none."""
    if kind and kind not in FINDABLE:
        raise InvalidValue(
            "%(name)s=%(text)s is no kind of thing.",
            hint="The kinds: %(kinds)s.",
            values={"text": kind[:40], "kinds": ", ".join(sorted(FINDABLE))},
        )
    return kind


Foci = Annotated[
    str,
    AfterValidator(checked_foci),
    Query(
        description="Things to draw around, by kind and name or by IRI, a space between two.",
        examples=["organisation/vufo"],
    ),
]
Hidden = Annotated[
    list[str],
    AfterValidator(checked_hidden),
    Query(
        default_factory=list,
        description="Kinds of thing to leave out; several together with commas.",
        json_schema_extra={"items": {"type": "string", "enum": sorted(HIDEABLE)}},
    ),
]
GraphFormat = Annotated[
    Literal["html", "json", "graphml"],
    blank_is("html"),
    Query(description="Format of the answer."),
]
SearchFormat = Annotated[
    Literal["html", "json", "csv"] | None,
    blank_is(None),
    Query(description="Format of the answer, instead of Accept."),
]
SearchView = Annotated[
    Literal["list", "table", "timeline"], blank_is("list"), Query(description="How the page shows things.")
]
SearchScope = Annotated[
    Literal["names", "texts"],
    blank_is("names"),
    Query(description="Whether names of things are searched, or the texts of the sources."),
]
FacetKind = Annotated[
    str,
    AfterValidator(findable_kind),
    Query(
        description="Only things of this kind. Without words to search for, the list of them.",
        examples=["place"],
        json_schema_extra={"enum": ["", *sorted(FINDABLE)]},
    ),
]
FacetPlace = Annotated[
    str,
    Query(
        description="Only things of this place: its name, or an IRI.",
        max_length=LIMITS.facet_value_length,
        examples=["nghe-an"],
    ),
]
FacetLanguage = Annotated[
    str,
    Query(
        description="Only things that have a name in this language.",
        max_length=LIMITS.facet_value_length,
        examples=["ru"],
    ),
]
FacetStatus = Annotated[
    str,
    Query(
        description="Only things about which there are claims of this status.",
        max_length=LIMITS.facet_value_length,
        examples=["inferred"],
    ),
]
SuggestKinds = Annotated[
    str,
    AfterValidator(lambda text: " ".join(kind for kind in text.split()[: len(KINDS)] if kind in KINDS)),
    Query(description="Kinds of thing, with a space between them; any where none is named."),
]
SuggestText = Annotated[
    str,
    AfterValidator(lambda text: text.replace("\0", " ")[: LIMITS.search_length]),
    Query(description="The beginning of a name.", examples=["ngh"]),
]
