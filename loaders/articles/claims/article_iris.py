"""Name the things that an article tells of: the graph's own names where it has them, else new ones made as the curated
tables make theirs, so that two articles that tell of one event, person or document speak of one thing.

What a record says is for `statements.py`; here is only what each record is called.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from loaders.articles.citations import Citation, KnownDocument
from loaders.articles.input.files import Article
from loaders.articles.mentions.vietnamese_names import slug as slug_of_name
from loaders.articles.records import (
    CitationRecord,
    Event,
    Item,
    Membership,
    Participation,
    Programme,
    Record,
    Role,
    When,
)
from ontology.iris import mint


@dataclass(frozen=True)
class Known:
    """What the graph already has, as far as claims need it.

    `sources` gives the slug of a source by the hash of its text or by its address; `tenures` that of a tenure
    by person, body and role; `events` that of an event by the name it would be given; `preferred` the preferred
    names of a thing, each with its language; `values` the values of a property of a thing.
    """

    documents: tuple[KnownDocument, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    tenures: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    preferred: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    values: Callable[[str, str], frozenset[str]] = lambda _subject, _property: frozenset()


def main_event(records: tuple[Record, ...]) -> Event | None:
    events = [r for r in records if isinstance(r, Event) and r.kind not in SIDE]
    return next(
        (e for e in events if e.when or e.place),
        next((e for e in events if e.organiser), None),
    )


BESIDE: Final = frozenset({"launch", "signing", "election", "certificate-presentation", "gift-presentation"})
SIDE: Final = frozenset({"commemoration", "historical-event", "launch", "signing", "election",
                          "certificate-presentation", "gift-presentation"})  # fmt: skip


def _when(records: tuple[Record, ...]) -> When | None:
    main = main_event(records)
    return main.when if main else None


def original(article: Article, known: Known) -> str | None:
    """Return the slug of the article that this one translates, if it names it."""
    if not article.original_url:
        return None
    return known.sources.get(article.original_url) or slug_of_name(
        article.original_url.split("//")[-1].rsplit(".", 1)[0][:80]
    )


class ArticleIris:
    """The IRIs of what one article tells of."""

    def __init__(self, article: Article, source: str, known: Known, records: tuple[Record, ...]) -> None:
        self.source, self._known = source, known
        self.main, self.when = main_event(records), _when(records)
        self.told = original(article, known) or source
        items = [r for r in records if isinstance(r, Item)]
        # Two lists in one article count from one each; their names go on counting.
        self._numbers = {
            item: number
            for kind in ("task", "recommendation")
            for number, item in enumerate((i for i in items if i.kind == kind), 1)
        }

    def tenure(self, role: Role) -> str:
        """Name a tenure by person, body and role."""
        name = self._known.tenures.get((role.person, role.body, role.role))
        return mint("tenure", name or f"{role.person}-{role.body}-{role.role}")

    @staticmethod
    def membership(membership: Membership) -> str:
        """Name a membership by both bodies."""
        return mint("membership", f"{membership.member}-in-{membership.organisation}")

    def participation(self, said: Participation) -> str:
        """Name a participation by who took part, how and in what."""
        event = self.event(said.event).rsplit("/", 1)[1]
        return mint("participation", f"{said.agent}-{said.role}-at-{event}")

    def event(self, kind: str) -> str:
        """Name the article's event, or what was done beside it, by body, kind and day, or by month where it took
        several days or none is told.

        What has no date is named by the article, or by the one that it translates: of two such nobody can say that they
        are one.
        """
        main = self.main
        if main is None:
            return mint("event", f"{self.told}-{kind}")
        if main.kind == "congress" and main.ordinal and main.organiser and kind == "congress":
            return mint("congress", f"{main.organiser}-{main.ordinal}")
        own = main.kind if kind not in SIDE else kind
        if main.when is None:
            return mint("event", f"{self.told}-{own}")
        days = main.when
        when = days.start if days.end in (None, days.start) else days.start[:7]
        name = "-".join((main.organiser or main.about or main.place or self.told, own, when))
        return mint("event", self._known.events.get(name, name))

    def programme(self, programme: Programme) -> str:
        """Name a programme by its body, kind and period."""
        body = programme.body or (self.main.organiser if self.main else None) or self.source
        return mint("programme", "-".join(filter(None, (body, programme.kind, programme.period))))

    def item(self, item: Item) -> str:
        """Name a task or recommendation by the article and its number there."""
        return mint(item.kind, f"{self.source}-{self._numbers[item]}")

    def speech(self, speaker: str) -> str:
        """Name a speech by speaker and article."""
        return mint("speech", f"{speaker}-{self.source}")

    def citation(self, record: CitationRecord) -> str:
        """Name a citation by the article and its place there."""
        return mint("citation", f"{self.source}-{record.passage.start}")


def document_slug(citation: Citation) -> str | None:
    """Name a document by number, code and date or term; None where none of these tells it from others of its
    number."""
    if citation.identifier is None:
        return None
    date = citation.date.value if citation.date and not citation.date.value.startswith("--") else ""
    told = date or (
        f"term-{citation.terms[0]}" if len(citation.terms) == 1 and citation.style == "party" else ""
    )
    if not told and citation.year is None:
        return None
    return "-".join(filter(None, (slug_of_name(citation.identifier), told)))
