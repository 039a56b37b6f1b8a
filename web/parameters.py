"""The types of what addresses ask for: one declaration gives the check, its limits, and the line in the OpenAPI.

A wrong value raises InvalidValue or is found by pydantic; either way the answer is a problem document that names the
parameter, what is allowed and the next step (`web/problems.py`). An empty value, as a form sends it, is none.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final, get_origin

from annotated_types import Ge, Le, MaxLen
from fastapi import Header, Path, Query
from fastapi.dependencies.models import Dependant
from pydantic import AfterValidator, BeforeValidator
from pyoxigraph import NamedNode
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request

from graph.errors import NotFound
from graph.limits import LIMITS
from ontology.iris import ID, KINDS
from queries.export.formats import Format
from queries.export.xlsx import MEDIA_TYPE as XLSX
from queries.read.statements import unknown
from web.errors import InvalidValue
from web.urls import CITATIONS, FORMATS

_DAY: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_PLACE: Final = re.compile(r"([0-9]{1,12})-([0-9]{1,12})", re.ASCII)
_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_UNORDERED: Final = re.compile(r"[0-9a-f]{16}", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
QUERY_SUFFIXES: Final = {
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "xlsx": XLSX,
    "rq": "application/sparql-query; charset=utf-8",
}
"""Suffix of each answer of a prepared query, and its media type; `rq` is the query itself."""


def blank_is(default: object) -> BeforeValidator:
    """Take an empty text as the default."""
    return BeforeValidator(lambda value: default if value == "" else value)


def checked_day(text: str) -> str:
    """Return a day, month or year; raise InvalidValue for what is none of them.

    >>> checked_day(" 2024-04 ")
    '2024-04'
    """
    day = text.strip()
    if day:
        try:
            if not _DAY.fullmatch(day):
                raise ValueError(day)
            date.fromisoformat(day + "-01-01"[len(day) - 10 :] if len(day) < 10 else day)
        except ValueError as error:
            raise InvalidValue(
                "%(name)s=%(text)s is no day.",
                hint="Write a day, a month or a year: 2024-04-02, 2024-04 or 2024.",
                values={"text": text[:40]},
            ) from error
    return day


def checked_year(text: str) -> str:
    """Return a year; raise InvalidValue for what is none."""
    year = text.strip()
    if year and not _YEAR.fullmatch(year):
        raise InvalidValue(
            "%(name)s=%(text)s is no year.",
            hint="Write it with four digits: %(name)s=2024",
            values={"text": year[:40]},
        )
    return year


def could_be_iri(text: str) -> bool:
    """Whether a text is an absolute IRI to the engine too, printable, and not longer than is read."""
    if len(text) > LIMITS.iri_length or not text.isprintable():
        return False
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def checked_iri(text: str) -> str:
    """Return an absolute IRI; raise InvalidValue for what is none."""
    iri = text.strip()
    if not could_be_iri(iri):
        raise InvalidValue(
            "%(name)s=%(text)s is no IRI.",
            hint="Give one in full: %(name)s=https://example.org/thing",
            values={"text": iri[:80]},
        )
    return iri


def checked_place(text: str) -> str:
    """Return a place in a text as it is written, `1780-1827`; raise InvalidValue for what is none."""
    place = text.strip()
    if place and span_of(place) is None:
        raise InvalidValue(
            "%(name)s=%(text)s is no place in a text.",
            hint="Write where it begins and ends, in characters: %(name)s=1780-1827",
            values={"text": place[:40]},
        )
    return place


def span_of(place: str) -> tuple[int, int] | None:
    """Return start and end of a place in a text; None for what is none.

    >>> span_of("1780-1827")
    (1780, 1827)
    """
    found = _PLACE.fullmatch(place)
    if found is None or int(found[1]) >= int(found[2]):
        return None
    return int(found[1]), int(found[2])


def known_word(text: str, *known: str) -> str:
    """Return one of a few words, or nothing; raise InvalidValue for another."""
    if text and text not in known:
        raise InvalidValue(
            "%(name)s=%(text)s is not known.",
            hint="Known are: %(known)s.",
            values={"text": text[:40], "known": ", ".join(known)},
        )
    return text


def checked_version(text: str) -> str | None:
    """Return the number of a version; raise InvalidValue for what is none."""
    if text and not (text.isascii() and text.isdigit()):
        raise InvalidValue(
            "%(name)s=%(text)s is no version.",
            hint="Versions are numbered; /changes lists them.",
            values={"text": text[:40]},
        )
    return text[:9] or None


def checked_confidence(value: object) -> Decimal | None:
    """Return a confidence; raise InvalidValue for what is no number."""
    text = str(value or "").strip()[: LIMITS.review_value_length]
    try:
        found = Decimal(text) if text else None
    except InvalidOperation:
        found = Decimal("NaN")
    if found is not None and not found.is_finite():
        raise InvalidValue(
            "%(name)s=%(text)s is no confidence.",
            hint="Write a number from 0 to 1, for example %(name)s=0.8",
            values={"text": text[:40]},
        )
    return found


def checked_sha256(text: str) -> str:
    """Return a SHA-256 in lower case; raise InvalidValue for what is none."""
    sha256 = "".join(text.split()).lower()
    if sha256 and not _SHA256.fullmatch(sha256):
        raise InvalidValue(
            "%(name)s=%(text)s is no SHA-256.",
            hint="It has 64 hexadecimal digits. See that the address was copied whole.",
            values={"text": text[:80]},
        )
    return sha256


def checked_unordered(text: str) -> str:
    """Return the hash that no order of rows changes; raise InvalidValue for what is none."""
    if text and not _UNORDERED.fullmatch(text):
        raise InvalidValue(
            "%(name)s=%(text)s is no hash of rows.",
            hint="It has 16 hexadecimal digits. See that the address was copied whole, or leave it out.",
            values={"text": text[:80]},
        )
    return text


def known_kind(kind: str) -> str:
    """Return a kind of thing; raise NotFound for what is none, for then nothing stands at the address."""
    if kind not in KINDS:
        raise NotFound(
            "There is no kind of thing called %(kind)s.",
            hint="The kinds: %(kinds)s.",
            values={"kind": kind[:40], "kinds": ", ".join(KINDS)},
        )
    return kind


def checked_slug(slug: str) -> str:
    """Return a part of an IRI of ours; raise NotFound for what can be none, for then nothing stands at the address."""
    if not could_be_iri(ID + slug):
        raise unknown(ID + slug)
    return slug


def known_export(suffix: str) -> Format:
    """Return the format that a suffix names; raise NotFound for what is none."""
    if suffix not in list(Format):
        raise NotFound(
            "There is no answer as %(suffix)s.",
            hint="The formats: csv, json, graphml.",
            values={"suffix": suffix[:20]},
        )
    return Format(suffix)


def known_answer(suffix: str) -> str:
    """Return the suffix of a prepared query's answer; raise NotFound for what is none."""
    if suffix not in QUERY_SUFFIXES:
        raise NotFound(
            "There is no answer as %(suffix)s.",
            hint="The formats: csv, tsv, json, xml, xlsx; rq is the query itself.",
            values={"suffix": suffix[:20]},
        )
    return suffix


def known_library_document(suffix: str) -> str:
    """Return the suffix of a document of the catalogue of queries; raise NotFound for what is none."""
    if suffix not in FORMATS or suffix == "html":
        raise NotFound(
            "There is no catalogue as %(suffix)s.",
            hint="There is: %(formats)s.",
            values={"suffix": suffix[:20], "formats": ", ".join(one for one in FORMATS if one != "html")},
        )
    return suffix


def known_rdf(suffix: str) -> str:
    """Return the suffix of a document of the vocabulary; raise NotFound for what is none."""
    if suffix not in FORMATS:
        raise NotFound(
            "There is no vocabulary as %(suffix)s.",
            hint="There is: %(formats)s.",
            values={"suffix": suffix[:20], "formats": ", ".join(FORMATS)},
        )
    return suffix


def spaced(text: str) -> str:
    """Return a text in one line, its words one space apart."""
    return " ".join(text.replace("\0", " ").split())


Lang = Annotated[
    str,
    Query(
        description="Language of names and of the interface: `en` or `vi`. Else it is that of `Accept-Language`.",
        max_length=35,
        examples=["vi"],
    ),
]
Version = Annotated[
    str,
    Query(
        description="Version of the data, by its number or release name; the current one unless given.",
        examples=["1"],
    ),
]
ViewParam = Annotated[
    str,
    Query(
        alias="view",
        description="View of the answer, with its options: table, timeline, graph, chart or map.",
        examples=["chart x=?year y=?count"],
    ),
]
CitedHash = Annotated[
    str,
    AfterValidator(checked_sha256),
    Query(
        description="SHA-256 of the answer that is cited: the page then says whether it is still the same.",
        json_schema_extra={"pattern": "^[0-9a-f]{64}$"},
    ),
]
CitedRows = Annotated[
    int | None, Ge(0), Le(10**12), blank_is(None), Query(description="Rows of the answer that is cited.")
]
CitedUnordered = Annotated[
    str,
    AfterValidator(checked_unordered),
    Query(description="Hash of the rows of the answer that is cited, whatever their order."),
]
OlderVersion = Annotated[
    int | None,
    BeforeValidator(checked_version),
    Query(alias="from", description="Number of the older version; the one before the newer unless given."),
]
NewerVersion = Annotated[
    int | None,
    BeforeValidator(checked_version),
    Query(alias="to", description="Number of the newer version; the current one unless given."),
]
Day = Annotated[
    str,
    AfterValidator(checked_day),
    Query(
        description="As of this day, month or year: what held then, as far as is known.",
        examples=["2024-04-02"],
        json_schema_extra={"pattern": r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"},
    ),
]
Year = Annotated[
    str,
    AfterValidator(checked_year),
    Query(
        description="A year of four digits.",
        examples=["2024"],
        json_schema_extra={"pattern": r"^(\d{4})?$"},
    ),
]
Iri = Annotated[
    str,
    AfterValidator(checked_iri),
    Query(
        description="A thing, by its IRI in full.",
        examples=["https://w3id.org/huunghi/id/place/nghe-an"],
        json_schema_extra={"format": "iri", "maxLength": LIMITS.iri_length},
    ),
]
OptionalIri = Annotated[
    str,
    AfterValidator(lambda text: checked_iri(text) if text.strip() else ""),
    Query(description="A thing, by its IRI in full."),
]
SearchText = Annotated[
    str,
    MaxLen(LIMITS.search_length),
    AfterValidator(spaced),
    Query(
        description="Words of a name; accents may be left out.",
        examples=["nghe an"],
    ),
]
GroupKey = Annotated[
    str,
    Query(
        description="One group of statements, all of it: a property, after `~` where it points to the thing.",
        max_length=LIMITS.iri_length,
        examples=["~org:member.membership"],
    ),
]
GroupPage = Annotated[
    int, Ge(1), Le(LIMITS.value_page_number), blank_is(1), Query(description="Page of a group, from 1.")
]
SearchPageNumber = Annotated[
    int,
    Ge(1),
    Le(LIMITS.search_page_number),
    blank_is(1),
    Query(description="Page of what was found, from 1."),
]
ReaderPart = Annotated[
    int, Ge(1), Le(LIMITS.value_page_number), blank_is(1), Query(description="Part of a long text, from 1.")
]
ReaderViewName = Annotated[
    str,
    AfterValidator(lambda text: known_word(text, "alone", "statements")),
    Query(
        description="How a source is read: alone, or its statements in order.",
        json_schema_extra={"enum": ["", "alone", "statements"]},
    ),
]
ReaderBeside = Annotated[
    str | None,
    AfterValidator(lambda text: checked_slug(text) if text else text),
    blank_is(None),
    Query(description="The source that is set beside the one that is read: the end of its page's address."),
]
ChosenWords = Annotated[
    str,
    AfterValidator(lambda text: text[: LIMITS.chosen_words_length].strip()),
    Query(description="Words of a text."),
]
TextPlace = Annotated[
    int | None, Ge(0), Le(10**12), blank_is(None), Query(description="A place in a text, in code points.")
]
ReaderPlace = Annotated[
    str,
    AfterValidator(checked_place),
    Query(
        description="A place in the text: start and end in code points, half open.", examples=["1780-1827"]
    ),
]
TracePageNumber = Annotated[
    int, Ge(1), Le(LIMITS.trace_page_number), blank_is(1), Query(description="Page of a trace, from 1.")
]
Kind = Annotated[
    str,
    AfterValidator(known_kind),
    Path(description="Kind of thing.", examples=["organisation"], json_schema_extra={"enum": list(KINDS)}),
]
NamedKind = Annotated[
    str, Path(description="Kind of thing, or what stands in its place in an IRI that a file has brought.")
]
ExportSuffix = Annotated[Format, BeforeValidator(known_export), Path(description="Format of the answer.")]
QuerySuffix = Annotated[
    str,
    AfterValidator(known_answer),
    Path(description="Format of the answer.", json_schema_extra={"enum": list(QUERY_SUFFIXES)}),
]
LibrarySuffix = Annotated[
    str,
    AfterValidator(known_library_document),
    Path(
        description="Format of the document.",
        json_schema_extra={"enum": [one for one in FORMATS if one != "html"]},
    ),
]
OntologySuffix = Annotated[
    str,
    AfterValidator(known_rdf),
    Path(description="Format of the document.", json_schema_extra={"enum": list(FORMATS)}),
]
Accept = Annotated[
    str | None,
    Header(description="Media types that the client takes, with their weights.", include_in_schema=False),
]
DocumentSuffix = Annotated[
    str,
    Path(
        description="Format of the document; `bib`, `ris` and `csl` are references to the page.",
        json_schema_extra={"enum": [*FORMATS, *CITATIONS]},
    ),
]
Confidence = Annotated[
    Decimal | None, BeforeValidator(checked_confidence), Query(description="Least confidence, from 0 to 1.")
]
ReviewText = Annotated[
    str,
    AfterValidator(lambda text: text[: LIMITS.review_value_length].strip()),
    Query(description="What the review queue is filtered by."),
]
DescribedAs = Annotated[
    str,
    Query(
        alias="format",
        description="Format of the document, instead of Accept.",
        json_schema_extra={"enum": ["", *FORMATS, *CITATIONS]},
    ),
]
ConceptPath = Annotated[
    str,
    AfterValidator(checked_slug),
    Path(description="Scheme, or scheme and concept.", examples=["body/union"], min_length=1),
]
Slug = Annotated[
    str,
    AfterValidator(checked_slug),
    Path(
        description="Name of the thing among those of its kind: lower-case ASCII letters, digits, `-`, `.`, `_`.",
        examples=["vufo"],
    ),
]


def ignored_parameters(request: Request) -> tuple[str, ...]:
    """Return up to five names of parameters in the address that its route does not know, cut to 40 characters."""
    known = set(_known(request.scope["route"].dependant))
    return tuple(name[:40] for name in request.query_params if name not in known)[:5]


async def given_once(request: Request) -> None:
    """Raise InvalidValue for a parameter with two values where its route takes one: it is unclear which is meant."""
    given = request.query_params
    if len(given.multi_items()) == len(given):
        return
    many = {field.alias for field in _fields(request.scope["route"].dependant) if _takes_many(field)}
    known = set(_known(request.scope["route"].dependant)) - many
    for name in given:
        if name in known and len(set(given.getlist(name))) > 1:
            raise InvalidValue(
                "%(name)s is given %(times)s times, with different values.",
                hint="Give it once: %(name)s=…",
                values={"name": name, "times": len(given.getlist(name))},
            )


def needed_parameters(dependant: Dependant) -> Iterator[str]:
    """Yield the names of the parameters in an address that its route cannot do without."""
    yield from (field.alias for field in _fields(dependant) if field.field_info.is_required())


def _known(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in _fields(dependant))


def _fields(dependant: Dependant) -> Iterator[Any]:
    yield from dependant.query_params
    for one in dependant.dependencies:
        yield from _fields(one)


def _takes_many(field: Any) -> bool:
    return get_origin(field.field_info.annotation) in (list, tuple, set)


class _OneOf(Convertor[str]):
    """A part of a path that is one of a few words; with another, the address belongs to another route."""

    def __init__(self, *words: str) -> None:
        self.regex = "|".join(map(re.escape, words))  # type: ignore[misc]  # one class, several sets of words

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("document", _OneOf(*FORMATS, *CITATIONS))
register_url_convertor("export", _OneOf(*Format))
