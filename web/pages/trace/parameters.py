"""What the address of a trace asks for: a thing or some years, filtered in some way, in some view, a part at a time."""

from collections.abc import Iterable, Mapping
from typing import Final

from graph.errors import InputError
from graph.limits import LIMITS
from queries.read.trace import FAR, NEAR, Facet, Filter, Scope, TraceParams, View
from queries.read.trace.facets import UNKNOWN

KNOWN: Final = frozenset({"view", "page", "part", "reach", "facet", "from", "to", "lang", "version", *Facet})


def trace_params(thing: str, given: Mapping[str, str]) -> TraceParams:
    """Return what the parameters of an address ask for; a `thing` has no years.

    Raises InputError for what cannot be meant.
    """
    begin, finish = ("", "") if thing else (_year(given.get("from", "")), _year(given.get("to", "")))
    return TraceParams(
        Scope(thing, begin, finish),
        filter=_filter(given),
        view=_view(given.get("view") or View.PASSAGES),
        page=_number("page", given.get("page") or "1"),
        part=_number("part", given.get("part") or "1"),
        limits=FAR if given.get("reach") == "far" else NEAR,
    )


def ignored(given: Iterable[str]) -> tuple[str, ...]:
    """Return parameters that mean nothing, the first few and the beginning of each."""
    return tuple(sorted(name[:40] for name in given if name not in KNOWN)[:5])


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()


def _year(text: str) -> str:
    year = text.strip()
    if year and not _is_year(year):
        raise InputError(
            "“%(text)s” is no year.",
            hint="Give years of four digits: /trace?from=2024&to=2025",
            values={"text": year[:40]},
        )
    return year


def _view(name: str) -> View:
    if name not in list(View):
        raise InputError(
            "There is no view called “%(name)s”.",
            hint="The views: %(views)s.",
            values={"name": name[:40], "views": ", ".join(View)},
        )
    return View(name)


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= LIMITS.trace_page_number):
        raise InputError(
            "%(name)s=%(text)s is no page.",
            hint="Pages are numbered from 1.",
            values={"name": name, "text": text[:40]},
        )
    return int(text[:6])


def _filter(given: Mapping[str, str]) -> Filter:
    chosen = {facet: value for facet in Facet if (value := given.get(facet, "").strip())}
    for facet, value in chosen.items():
        if len(value) > LIMITS.facet_value_length:
            raise InputError(
                "%(name)s= is %(count)s characters long.",
                hint="Choose a value from the page.",
                values={"name": facet, "count": len(value)},
            )
    year = chosen.get(Facet.YEAR, UNKNOWN)
    if year != UNKNOWN and not _is_year(year):
        raise InputError(
            "“%(text)s” is no year.",
            hint="Write it with four digits: year=2024",
            values={"text": year[:40]},
        )
    opened = given.get("facet", "")
    return Filter(chosen, Facet(opened) if opened in list(Facet) else None)
