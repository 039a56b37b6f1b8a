"""All things of a kind, or of a class of other data: filtered, in the order of a column, and counted.

A list is read once for a version and kept: its things, what filters need of them, and each order that was asked for. It
holds as many things as a count tells exactly; where there are more, the first of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from graph.claims.as_of import date_of, without_vague
from graph.search.collation import CollationKey, collation_key
from graph.search.names import Hit
from graph.store.reader import Reader
from ontology.kinds import CLASS_OF_KIND, OTHER, kind_of
from ontology.vocabulary import vocabulary
from queries.read.columns import CITING, Column, Columns, read_columns
from queries.read.facets import Details, FacetCounts, count_facets, having, read_details
from queries.read.labels import Labels, read_labels
from queries.read.rows import select
from queries.read.things import COUNTED, count_things

COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "document": (
        Column.NUMBER,
        Column.TYPE,
        Column.TITLE,
        Column.ISSUER,
        Column.DAY,
        Column.IN_FORCE,
        Column.CITED_BY,
    ),
    "person": (Column.NAME, Column.POST, Column.BODY, Column.DAYS),
    "organisation": (Column.NAME, Column.TYPE, Column.PLACE, Column.LEADER),
    "post": (Column.NAME, Column.BODY, Column.HOLDER),
    "event": (Column.NAME, Column.TYPE, Column.DAYS, Column.PLACE, Column.ORGANISER),
    "congress": (Column.NAME, Column.DAYS, Column.PLACE, Column.ORGANISER),
    "programme": (
        Column.NAME,
        Column.TYPE,
        Column.PERIOD,
        Column.DAYS,
        Column.PLACE,
        Column.CITES,
        Column.CITED_BY,
    ),
    "place": (Column.NAME, Column.TYPE, Column.WITHIN, Column.SUCCESSOR),
    "source": (Column.NAME, Column.TYPE, Column.PUBLISHER, Column.LANGUAGE, Column.DAY, Column.CLAIMS),
    "citation": (Column.NAME, Column.TYPE, Column.MEANS, Column.CITING),
    "speech": (Column.NAME, Column.CREATOR, Column.EVENT, Column.DAYS),
    "task": (Column.NAME, Column.WHOLE),
    "recommendation": (Column.NAME, Column.WHOLE),
    "participation": (Column.NAME, Column.EVENT, Column.DAYS, Column.PLACE),
    "tenure": (Column.NAME, Column.BODY, Column.DAYS),
    "membership": (Column.NAME, Column.BODY, Column.DAYS),
    "term": (Column.NAME, Column.BODY, Column.DAYS),
    "period": (Column.NAME, Column.DAYS),
    "change": (Column.NAME, Column.TYPE, Column.DAYS),
}
"""The columns of the list of each kind, in their order; the first holds the link to the thing."""
COLUMNS_OF_CLASS: Final = (
    Column.NAME,
    Column.TITLE,
    Column.TYPE,
    Column.BROADER,
    Column.SCHEME,
    Column.CREATOR,
    Column.DAYS,
    Column.DAY,
    Column.PLACE,
    Column.WHOLE,
    Column.PUBLISHER,
    Column.LANGUAGE,
)
"""Those of a class of other data; what no thing of it has is not shown."""
COUNTS: Final = frozenset({Column.CITED_BY, Column.CITES, Column.CLAIMS})
"""Columns of numbers, which are sorted with the greatest first unless it is asked otherwise."""


class _ThingRow(NamedTuple):
    thing: str


class _ClassRow(NamedTuple):
    class_: str


@dataclass(frozen=True)
class Order:
    """By which column a list is sorted, and whether downwards. Names are taken in the first of the languages that has
    one, and sorted by the alphabet of the first; of the posts those on the day `at` count, where one is given.
    """

    column: Column
    descending: bool
    languages: tuple[str, ...]
    at: str = ""


@dataclass(frozen=True)
class ThingList:
    """The things of a list in their order, those that have all chosen values, with the facets of the whole list.

    `capped`: there are more things than the list holds.
    """

    kind: str
    things: tuple[str, ...]
    columns: tuple[Column, ...]
    facets: tuple[FacetCounts, ...] = ()
    capped: bool = False

    def iris(self) -> Iterator[str]:
        """Yield what a view of the facets needs labels of."""
        for facet in self.facets:
            yield from facet.iris()


@dataclass
class _Kept:
    """What was read of one class: its things, their details, and orders."""

    hits: tuple[Hit, ...]
    capped: bool
    details: Details | None = None
    labels: Labels | None = None
    orders: dict[Order, tuple[str, ...]] = field(default_factory=dict)


_kept: WeakKeyDictionary[Reader, dict[str, _Kept]] = WeakKeyDictionary()
_MOST_KEPT: Final = 32
"""Lists of one version that are kept; a further one takes the place of the first."""


def columns_of(kind: str) -> tuple[Column, ...]:
    """Return the columns of the list of a kind, or of a class of other data."""
    return COLUMNS.get(kind, COLUMNS_OF_CLASS)


def read_list(reader: Reader, kind: str, chosen: Mapping[str, str], order: Order) -> ThingList:
    """Return the things of a kind (`person`) or class (an IRI) that have all chosen values (facet -> value)."""
    kept = _members(reader, kind)
    if kept.details is None:
        kept.details = read_details(reader, kept.hits)
    choices = {facet: value for facet, value in chosen.items() if facet != "kind"}
    wanted = {hit.iri for hit in having(kept.hits, kept.details, choices)}
    facets = count_facets(kept.hits, kept.details, choices)
    ordered = _in_order(reader, kept, order)
    return ThingList(
        kind,
        tuple(iri for iri in ordered if iri in wanted),
        columns_of(kind),
        tuple(facet for facet in facets if facet.facet != "kind"),
        kept.capped,
    )


def _members(reader: Reader, kind: str) -> _Kept:
    lists = _kept.setdefault(reader, {})
    if kind not in lists:
        class_ = CLASS_OF_KIND.get(kind, kind)
        rows = select(reader, _ThingRow, "members-of-class", class_=class_)
        things = dict.fromkeys(row.thing for row in rows if not row.thing.startswith("_:"))
        hits = tuple(Hit(iri, "", "", kind_of(iri) or OTHER, exact=False) for iri in [*things][:COUNTED])
        while len(lists) >= _MOST_KEPT:
            del lists[next(iter(lists))]
        lists[kind] = _Kept(hits, len(things) > COUNTED)
    return lists[kind]


def _in_order(reader: Reader, kept: _Kept, order: Order) -> tuple[str, ...]:
    if order not in kept.orders:
        if len(kept.orders) > len(Column) * 2:
            kept.orders.clear()
        kept.orders[order] = _sorted(reader, kept, order)
    return kept.orders[order]


def _sorted(reader: Reader, kept: _Kept, order: Order) -> tuple[str, ...]:
    things = [hit.iri for hit in kept.hits]
    if kept.labels is None:
        kept.labels = read_labels(reader, things)
    names = kept.labels

    def name_key(iri: str) -> CollationKey:
        return collation_key(names.name(iri, order.languages).text, order.languages[0])

    by_name = sorted(things, key=lambda iri: (name_key(iri), iri))
    if order.column is Column.NAME:
        return tuple(reversed(by_name)) if order.descending else tuple(by_name)
    columns = read_columns(reader, things, wanted=(order.column,), at=order.at)
    labels = read_labels(reader, columns.iris(), names)
    key = _key_of(order, columns, labels)
    known = {iri: found for iri in by_name if (found := key(iri)) is not None}
    first = sorted(known, key=lambda iri: known[iri], reverse=order.descending)
    return (*first, *(iri for iri in by_name if iri not in known))


_Key = tuple[object, ...]


def _key_of(order: Order, columns: Columns, labels: Labels) -> Callable[[str], _Key | None]:
    """Return what gives the value that a thing is sorted by; None for one without any, which comes last either way."""
    column, language = order.column, order.languages[0]

    def count(iri: str) -> _Key | None:
        if column is Column.CITED_BY:
            citing = columns.citing.get(iri, {})
            return tuple(citing[kind].number if kind in citing else 0 for kind in CITING)
        if column is Column.CLAIMS:
            return (columns.claims[iri].number,) if iri in columns.claims else None
        return (len(columns.of(iri, column)),)

    def days(iri: str) -> _Key | None:
        dates = [*days_of(iri, columns)] if column is Column.DAYS else columns.texts_of(iri, column)
        exact = without_vague(date_of(one) for one in dates)
        return (exact[0], exact[-1]) if exact else None

    def text(iri: str) -> _Key | None:
        named = [
            collation_key(labels.name(one, order.languages).text, language)
            for one in things_in(iri, column, columns)
        ]
        written = [collation_key(one, language) for one in columns.texts_of(iri, column)]
        return min(((one,) for one in (*named, *written)), default=None)

    def in_force(iri: str) -> _Key | None:
        gone = columns.replaced.get(iri)
        since = [one.since for one in gone.replacements if one.since] if gone else []
        return (min(since, default=gone.last_day),) if gone and (since or gone.last_day) else None

    if column in COUNTS:
        return count
    if column in (Column.DAY, Column.DAYS):
        return days
    return in_force if column is Column.IN_FORCE else text


def days_of(iri: str, columns: Columns) -> tuple[str, ...]:
    """Return the dates of a thing: its own, else those of the posts that a person held."""
    own = (*columns.texts_of(iri, Column.START), *columns.texts_of(iri, Column.END))
    return own or tuple(day for one in columns.tenures.get(iri, ()) for day in one.days)


def things_in(iri: str, column: Column, columns: Columns) -> tuple[str, ...]:
    """Return the things that stand in a column of the row of a thing."""
    tenures = columns.tenures.get(iri, ())
    if column is Column.POST:
        return tuple(dict.fromkeys(one.post or one.role for one in tenures if one.post or one.role))
    if column in (Column.HOLDER, Column.LEADER):
        leading = column is Column.LEADER
        return tuple(
            dict.fromkeys(
                one.person
                for one in tenures
                if one.person and not (leading and (one.span.end or one.span.latest_end))
            )
        )
    if column is Column.BODY and not columns.of(iri, column):
        return tuple(dict.fromkeys(one.body for one in tenures if one.body))
    if column is Column.MEANS:
        found = (columns.iris_of(iri, one) for one in (Column.MEANS, Column.NAMES, Column.CANDIDATE))
        return next((some for some in found if some), ())
    return columns.iris_of(iri, column)


_classes: WeakKeyDictionary[Reader, tuple[tuple[str, int], ...]] = WeakKeyDictionary()


def classes_of_other_data(reader: Reader) -> tuple[tuple[str, int], ...]:
    """Return the classes of other data that have things, and how many (one more than are counted where there are more),
    those with most first.
    """
    if reader not in _classes:
        ours = {*CLASS_OF_KIND.values(), *vocabulary().terms}
        found = (row.class_ for row in select(reader, _ClassRow, "classes-in-use") if row.class_ not in ours)
        counted = [(one, count_things(reader, one)) for one in dict.fromkeys(found)]
        _classes[reader] = tuple(
            sorted(((one, count) for one, count in counted if count), key=lambda pair: (-pair[1], pair[0]))
        )
    return _classes[reader]


def order_from(text: str, kind: str, languages: Sequence[str], at: str = "") -> Order:
    """Return the order that `?sort=` names (`day`, `-day`); that of the first column for what is none of the list."""
    column, descending = text.removeprefix("-"), text.startswith("-")
    if column not in columns_of(kind):
        return Order(columns_of(kind)[0], descending=False, languages=tuple(languages), at=at)
    return Order(Column(column), descending, tuple(languages), at)
