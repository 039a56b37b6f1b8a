"""The types of what addresses of searches and neighbourhoods ask for (see `web/parameters.py`)."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from fastapi import Query
from pydantic import AfterValidator

from graph.limits import LIMITS
from ontology.iris import ID, KINDS, name_of
from ontology.kinds import CLASS_OF_KIND
from queries.read.facets import FACETS
from queries.read.lists import COLUMNS, COLUMNS_OF_CLASS
from queries.read.neighbourhood import OTHER
from web.errors import InvalidValue
from web.parameters import Day, SearchPageNumber, SearchText, Year, blank_is, could_be_iri

HIDEABLE: Final = frozenset({*CLASS_OF_KIND, OTHER})
"""Kinds of thing that a neighbourhood can leave out."""
_SORTABLE: Final = frozenset(
    column for columns in (*COLUMNS.values(), COLUMNS_OF_CLASS) for column in columns
)
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
    """Return a kind of what a search finds, or a class of other data (an IRI); raise InvalidValue for another text."""
    if kind and kind not in FINDABLE and not (":" in kind and could_be_iri(kind)):
        raise InvalidValue(
            "%(name)s=%(text)s is no kind of thing.",
            hint="The kinds: %(kinds)s.",
            values={"text": kind[:40], "kinds": ", ".join(sorted(FINDABLE))},
        )
    return kind


def sortable_column(text: str) -> str:
    """Return the column by which a list is sorted, after `-` where downwards; raise InvalidValue for what is none."""
    column = text.removeprefix("-")
    if column and column not in _SORTABLE:
        raise InvalidValue(
            "%(name)s=%(text)s is no column of a list.",
            hint="The columns, each with a minus sign before it to sort downwards: %(columns)s.",
            values={"text": text[:40], "columns": ", ".join(sorted(_SORTABLE))},
        )
    return text if column else ""


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
        description="Only things of this kind, or of this class of other data (an IRI). Without words to search for, "
        f"the list of them. The kinds: {', '.join(sorted(FINDABLE))}.",
        examples=["place"],
        max_length=LIMITS.facet_value_length,
    ),
]
FacetType = Annotated[
    str,
    Query(
        description="Only things of this type: a concept, by scheme and name or by IRI.",
        max_length=LIMITS.facet_value_length,
        examples=["document/directive"],
    ),
]
ListSort = Annotated[
    str,
    AfterValidator(sortable_column),
    Query(
        description="The column by which a list of a kind is sorted; after a minus sign downwards.",
        examples=["-cited-by"],
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


@dataclass(frozen=True)
class SearchParams:
    """What the address of a search, or of a list of a kind, asks for."""

    q: SearchText = ""
    kind: FacetKind = ""
    type: FacetType = ""
    place: FacetPlace = ""
    year: Year = ""
    language: FacetLanguage = ""
    status: FacetStatus = ""
    view: SearchView = "list"
    scope: SearchScope = "names"
    sort: ListSort = ""
    at: Day = ""
    page: SearchPageNumber = 1
    format: SearchFormat = None

    @property
    def chosen(self) -> dict[str, str]:
        """The choices by facet, as they stand in the address."""
        return {facet: value for facet in FACETS if (value := getattr(self, facet))}

    def parameters(self, **changed: object) -> dict[str, object]:
        """Return the parameters of a link to the same search with something changed."""
        same: dict[str, object] = {
            "q": self.q,
            **self.chosen,
            "view": self.view if self.view != "list" else "",
            "scope": self.scope if self.scope != "names" else "",
            "sort": self.sort,
            "at": self.at,
        }
        return {**same, **changed}
