"""The line below a name in what a search found, in lists and in suggestions: what tells this thing from others.

Of a document what kind it is, its title, issuer and how much cites it; of a person the posts; of a thing of other data
what its classes are called. Short texts in the order in which they are read, each in its language.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from pyoxigraph import Literal

from graph.claims.as_of import date_of, without_vague
from ontology.kinds import SAYS_NOTHING, kind_of
from queries.read.columns import CITING, Column, Columns, Count, Tenure
from web.languages import N_, Words
from web.page_context import firm, firm_numbers
from web.views.terms import TermRenderer, kind_word

POSTS: Final = 2
"""Posts, holders and leaders that a line names; the rest are counted."""
MEANINGS: Final = 2
"""Things that the line of a citation names."""
CLASSES: Final = 2
"""Classes by which a line says what a thing of other data is."""


@dataclass(frozen=True)
class Part:
    """A short text of a line; `lang` tags one that is not in the interface's language."""

    text: str
    lang: str = ""


def line_of(iri: str, columns: Columns, terms: TermRenderer, *, kind: str = "") -> tuple[Part, ...]:
    """Return the parts of a thing's line, the first of which says of what kind it is."""
    write = _WRITERS.get(kind or kind_of(iri), _other)
    parts = [Part(kind_of_thing(iri, columns, terms)), *write(iri, columns, terms)]
    return tuple(one for one in parts if one.text)


def kind_of_thing(iri: str, columns: Columns, terms: TermRenderer) -> str:
    """Return what sort of thing it is: by its type where it has one, or else by its kind or its classes."""
    kind = kind_of(iri)
    if kind and kind != "citation":
        for concept in columns.iris_of(iri, Column.TYPE)[:1]:
            return terms.name(concept).text
    if kind:
        return kind_word(kind, terms.words)
    return ", ".join(class_names(columns.iris_of(iri, Column.CLASS), terms)) or terms.words("thing")


def class_names(classes: Iterable[str], terms: TermRenderer) -> list[str]:
    """Return what the classes of a thing of other data are called, those that say nothing left out."""
    names = (terms.class_name(one) for one in classes if one not in SAYS_NOTHING)
    return list(dict.fromkeys(names))[:CLASSES]


def citing_words(counts: Mapping[str, Count], words: Words) -> str:
    """Return by how many programmes something is cited; by how many of another kind where it is by none of these."""
    kind = next((one for one in CITING if one in counts), None)
    if kind is None:
        return ""
    number = counts[kind].number
    if kind == "programme":
        return words.ngettext("cited by %(num)s programme", "cited by %(num)s programmes", number)
    if kind == "document":
        return words.ngettext("cited by %(num)s document", "cited by %(num)s documents", number)
    if kind == "speech":
        return words.ngettext("cited in %(num)s speech", "cited in %(num)s speeches", number)
    if kind in ("event", "congress"):
        return words.ngettext("cited at %(num)s event", "cited at %(num)s events", number)
    if counts[kind].capped:
        return words("cited by more than %(number)s things", number=words.number(number))
    return words.ngettext("cited by %(num)s thing", "cited by %(num)s things", number)


def tenure_days(tenure: Tenure, words: Words) -> str:
    """Return in words when a person held a post, as far as that is known."""
    span = tenure.span
    if span.start and span.end:
        return words.date(f"{span.start}/{span.end}")
    if span.end:
        return words("until %(day)s", day=words.date(span.end))
    ended = (
        words("ended by %(day)s at the latest", day=words.date(span.latest_end)) if span.latest_end else ""
    )
    known = words("since %(day)s", day=words.date(span.start)) if span.start else _known(tenure, words)
    return ", ".join(filter(None, [known, ended]))


def _known(tenure: Tenure, words: Words) -> str:
    """Return on which days a source tells that a post was held."""
    days = without_vague(tenure.days)
    if not days:
        return ""
    if len(days) <= 2:
        return words("known on %(days)s", days=words.list([words.date(day) for day in days]))
    return words("known from %(first)s to %(last)s", first=words.date(days[0]), last=words.date(days[-1]))


def interval_of(iri: str, columns: Columns) -> str:
    """Return the days of a thing as an interval, by its most exact dates; empty where none is known."""
    dates = {date_of(text) for column in (Column.START, Column.END) for text in columns.texts_of(iri, column)}
    return interval(dates)


def interval(dates: Iterable[str]) -> str:
    """Return the interval from the first of some dates to the last, without vague ones in which others lie.

    >>> interval(["2024-04", "2024-04-03", "2024-04-01"]), interval(["2024-04", "2024-04"])
    ('2024-04-01/2024-04-03', '2024-04')
    """
    exact = without_vague(dates)
    return "" if not exact else exact[0] if len(exact) == 1 else f"{exact[0]}/{exact[-1]}"


def _name(iri: str, terms: TermRenderer) -> str:
    return firm_numbers(terms.name(iri).text)


def _named(iri: str, column: Column, columns: Columns, terms: TermRenderer) -> Iterator[Part]:
    """The first thing of a column by its name, or its text, in their language."""
    for value in columns.iris_of(iri, column)[:1]:
        label = terms.name(value)
        yield Part(firm_numbers(label.text), label.lang if label.lang != terms.words.code else "")
        return
    for text in columns.texts_of(iri, column)[:1]:
        yield Part(text)


def best_title(iri: str, columns: Columns, terms: TermRenderer) -> Part | None:
    """Return the title of a thing in the reader's language, or else in the first that has one."""
    titles = {
        one.language or "": one.value for one in columns.of(iri, Column.TITLE) if isinstance(one, Literal)
    }
    for language in (*terms.languages, *sorted(titles)):
        if language in titles:
            return Part(firm_numbers(titles[language]), language if language != terms.words.code else "")
    return None


def _days(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[Part]:
    if found := interval_of(iri, columns):
        said = terms.words.date(found)
        if said.casefold() not in terms.name(iri).text.casefold():  # names of events often end with their day
            yield Part(said)


def _document(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[Part]:
    name = terms.name(iri).text
    title = best_title(iri, columns, terms)
    if title is not None and title.text != firm_numbers(name):
        yield title
    yield from _named(iri, Column.ISSUER, columns, terms)
    for day in columns.texts_of(iri, Column.DAY)[:1]:
        said = terms.words.date(date_of(day))
        yield Part("" if said in name or date_of(day)[:4] in name else said)
    yield Part(citing_words(columns.citing.get(iri, {}), terms.words))


def _person(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[Part]:
    held = columns.tenures.get(iri, ())
    for one in held[:POSTS]:
        post = one.post or one.role
        days = tenure_days(one, terms.words)
        yield Part(", ".join(filter(None, [_name(post, terms) if post else "", days])))
    if len(held) > POSTS:
        more = len(held) - POSTS
        yield Part(terms.words.ngettext("%(num)s more post", "%(num)s more posts", more))


def _people(sentence: Callable[..., str], tenures: Sequence[Tenure], terms: TermRenderer) -> Iterator[Part]:
    named = [one for one in tenures if one.person]
    if named:
        said = []
        for one in named[:POSTS]:
            days = tenure_days(one, terms.words)
            said.append(f"{_name(one.person, terms)} ({days})" if days else _name(one.person, terms))
        yield Part(sentence(names=terms.words.list(said)))


def _organisation(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[Part]:
    yield from _named(iri, Column.PLACE, columns, terms)
    leading = [one for one in columns.tenures.get(iri, ()) if not (one.span.end or one.span.latest_end)]
    yield from _people(partial(terms.words, N_("led by %(names)s")), leading, terms)


def _post(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[Part]:
    name = terms.name(iri).text
    for part in _named(iri, Column.BODY, columns, terms):
        if part.text not in name:
            yield part
    yield from _people(partial(terms.words, N_("held by %(names)s")), columns.tenures.get(iri, ()), terms)


def _programme(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[Part]:
    name = terms.name(iri).text
    for part in _named(iri, Column.PERIOD, columns, terms):
        if part.text not in name:
            yield part
    where = [_name(one, terms) for one in columns.iris_of(iri, Column.PLACE)[:1]]
    when = interval_of(iri, columns)
    said = ", ".join([*where, *([terms.words.date(when)] if when else [])])
    yield Part(terms.words("signed: %(where_when)s", where_when=said) if said else "")
    cited = len(columns.of(iri, Column.CITES))
    if cited:
        yield Part(terms.words.ngettext("cites %(num)s document", "cites %(num)s documents", cited))
    yield Part(citing_words(columns.citing.get(iri, {}), terms.words))


def _event(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[Part]:
    yield from _days(iri, columns, terms)
    yield from _named(iri, Column.PLACE, columns, terms)
    yield from _named(iri, Column.ORGANISER, columns, terms)


def _place(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[Part]:
    for one in columns.iris_of(iri, Column.WITHIN)[:1]:
        yield Part(terms.words("in %(place)s", place=_name(one, terms)))
    for one in columns.iris_of(iri, Column.SUCCESSOR)[:1]:
        yield Part(terms.words("today part of %(place)s", place=_name(one, terms)))


def _source(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[Part]:
    yield from _named(iri, Column.PUBLISHER, columns, terms)
    yield Part(
        terms.words.list([terms.words.language(one) for one in columns.texts_of(iri, Column.LANGUAGE)])
    )
    for day in columns.texts_of(iri, Column.DAY)[:1]:
        yield Part(terms.words.date(date_of(day)))
    yield Part(claims_words(columns.claims.get(iri, Count(0)), terms.words))


def claims_words(count: Count, words: Words) -> str:
    """Return how many claims a source makes; empty where it makes none."""
    if count.capped:
        return words("more than %(number)s claims", number=words.number(count.number))
    return words.ngettext("%(num)s claim", "%(num)s claims", count.number) if count.number else ""


def _citation(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[Part]:
    for column, said in (
        (Column.MEANS, N_("means %(names)s")),
        (Column.NAMES, N_("names %(names)s")),
        (Column.CANDIDATE, N_("may mean %(names)s")),
    ):
        if meant := columns.iris_of(iri, column):
            names = [firm(terms.name(one).text) for one in meant[:MEANINGS]]
            if len(meant) > MEANINGS:
                names.append(terms.words("%(number)s more", number=len(meant) - MEANINGS))
            yield Part(terms.words(said, names=terms.words.list(names)))
            break
    else:
        yield Part(terms.words("names no one document"))
    citing = [one for one in columns.iris_of(iri, Column.CITING) if kind_of(one) != "task"]
    for one in sorted(citing, key=lambda each: kind_of(each) != "programme")[:1]:
        yield Part(terms.words("in %(place)s", place=_name(one, terms)))


def _part(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[Part]:
    """Of what is part of another thing, or was said or done at an event."""
    for column in (Column.WHOLE, Column.CREATOR, Column.EVENT, Column.BODY):
        for part in _named(iri, column, columns, terms):
            if part.text not in terms.name(iri).text:
                yield part
    yield from _days(iri, columns, terms)


def _other(iri: str, columns: Columns, terms: TermRenderer) -> Iterator[Part]:
    for column in (Column.BROADER, Column.SCHEME, Column.PLACE):
        yield from _named(iri, column, columns, terms)
    yield from _days(iri, columns, terms)


_WRITERS: Final[Mapping[str, Callable[[str, Columns, TermRenderer], Iterator[Part]]]] = {
    "document": _document,
    "person": _person,
    "organisation": _organisation,
    "post": _post,
    "programme": _programme,
    "event": _event,
    "congress": _event,
    "place": _place,
    "source": _source,
    "citation": _citation,
    **dict.fromkeys(
        (
            "task",
            "recommendation",
            "speech",
            "participation",
            "membership",
            "tenure",
            "term",
            "period",
            "change",
        ),
        _part,
    ),
}
