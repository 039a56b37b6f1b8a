"""Note how the things that an article tells of are printed in it: bodies, people and places by their names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from loaders.articles.citations.lexicon import bodies
from loaders.articles.citations.normalise import fold
from loaders.articles.document import Document
from loaders.articles.lexicons import read_csv, read_yaml
from loaders.articles.mentions.bodies import UNION, kind_of_body
from loaders.articles.mentions.coreference import resolved, says_local, speaks_of_elsewhere
from loaders.articles.mentions.gazetteer import Kind, Mention, listed_places
from loaders.articles.mentions.page_place import OF_PAGE
from loaders.articles.mentions.russian import (
    nominative_of_body,
    nominative_of_other,
    nominative_of_place,
    nominative_of_vietnamese,
)
from loaders.articles.records import (
    CitationRecord,
    Election,
    Event,
    Item,
    Membership,
    Participation,
    Passage,
    PrintedName,
    Programme,
    Record,
    Role,
    Speech,
)
from loaders.articles.rules.member_lists import lists

_CLASSES: Final = frozenset({"local-unions", "northern-unions", "southern-unions", "central-unions"})
_ISSUERS: Final = {
    "politburo": "cpv-politburo",
    "secretariat": "cpv-secretariat",
    "central-committee": "cpv-central-committee",
}
"""Bodies that issue documents and have one name for all places."""


def printed_names(document: Document, records: Iterable[Record]) -> Iterator[PrintedName]:
    """Yield each printed form of a person or place that the records speak of, and of every body, where it stands
    first.

    Names that mean no single thing are left out unless a record speaks of them. A body whose place is not printed
    is that of the place the text speaks of.
    """
    records = tuple(records)
    spoken_of = frozenset(slug for record in records for slug in told(record))
    local = _local(document)
    runs = [run[0].start for _, run, _ in lists(document)]

    def listed(end: int) -> bool:
        """Whether a list of the bodies meant follows: then no class is named."""
        return any(end <= start < end + 40 for start in runs) or any(
            p.start in (end + 4, end + 5, end + 6) and re.match(r" (?:of|de|in) ?", document.folded[end:])
            for p in document.within(document.places, end, end + 30)
        )

    done: set[tuple[str, str, str]] = set()
    for mention in document.mentions:
        if mention.anaphor:
            continue
        slug = mention.slug or local.get(mention.start, "")
        printed = " ".join(document.text[mention.start : mention.end].split())
        part = document.parts.part_at(mention.start)
        alone = mention.kind == "body" and (
            not mention.general or (slug in _CLASSES and not listed(mention.end))
        )
        if not slug or part == "byline" or (mention.kind, slug, printed) in done:
            continue
        if not alone and (mention.kind, slug) not in spoken_of:
            continue
        done.add((mention.kind, slug, printed))
        passage = Passage(mention.start, mention.end, part)
        reason = _in_context(mention, local, _OF_TEXT if not document.home_of_page else OF_PAGE)
        yield PrintedName(mention.kind, slug, passage, printed, reason, bool(reason))
    for record in records:
        issuer = record.citation.issuer if isinstance(record, CitationRecord) else None
        slug = _ISSUERS.get(issuer.value or "", "") if issuer else ""
        if issuer and slug and ("body", slug, issuer.printed) not in done:
            done.add(("body", slug, issuer.printed))
            passage = Passage(*issuer.span, document.parts.part_at(issuer.span.start))
            yield PrintedName("body", slug, passage, issuer.printed)


_OF_TEXT: Final = "The place is not printed: it is the one that the report speaks of."
_BY_NUMBER: Final = "A number without the union's name: the clusters of the national union are meant."
_UNION_WORDS: Final = re.compile("union|lien hiep|союз|amiti")


def _in_context(mention: Mention, local: Mapping[int, str], of_home: str) -> str:
    """Say why a name means its body in this article alone; an empty text where it is a name everywhere."""
    if mention.kind != "body" or mention.general:
        return ""
    if mention.start in local:
        return of_home
    numbered = mention.type == "cluster" and not _UNION_WORDS.search(fold(mention.text))
    return _BY_NUMBER if numbered else ""


def told(record: Record) -> Iterator[tuple[Kind, str]]:
    """Yield what a record speaks of: kind and slug."""
    match record:
        case Role() | Election():
            yield "person", record.person
            yield from _body(record.body)
        case Membership():
            yield from _body(record.member)
            yield from _body(record.organisation)
        case Participation(agent=""):
            return
        case Participation():
            yield "person", record.agent
            yield from _body(record.agent)
            if record.on_behalf_of:
                yield from _body(record.on_behalf_of)
        case Item(speaker=str(speaker)) | Speech(speaker=speaker):
            yield "person", speaker
        case Event():
            if record.organiser:
                yield from _body(record.organiser)
            if record.place:
                yield "place", record.place
        case Programme():
            for body in filter(None, (record.body, *(party.body for party in record.parties))):
                yield from _body(body)


def _body(slug: str) -> Iterator[tuple[Kind, str]]:
    """A body is told of, and with it the place whose it is; every article has the country."""
    yield "body", slug
    _, place = kind_of_body(slug)
    if place and place != "viet-nam":
        yield "place", place


def _local(document: Document) -> dict[int, str]:
    """Bodies without a place of their own, by where they stand: those of the place the article speaks of."""
    home = document.home
    if home is None:
        return {}
    bodies = (m for m in document.mentions if m.kind == "body")
    without = [b for b in bodies if not b.slug and not b.general and not b.anaphor]
    return {
        b.start: resolved(document, b)[0]
        for b in without
        if (b.type != UNION or says_local(document, b)) and not _elsewhere(document, b)
    }


def _elsewhere(document: Document, body: Mention) -> bool:
    sentence = document.sentence_at(body.start)
    return speaks_of_elsewhere(document, sentence.start, sentence.end)


def nominative(naming: PrintedName, language: str) -> str:
    """Return the name that a printed form declines: Russian puts names into cases."""
    if language != "ru" or not re.search("[а-я]", naming.printed):
        return naming.printed
    if naming.kind == "body":
        return nominative_of_body(naming.printed)
    if naming.kind == "place":
        row = listed_places().get(naming.slug, {})
        names = [name for key in ("vi", "ru") for name in row.get(key, "").split(";") if name]
        return nominative_of_place(naming.printed, names)
    vietnamese = nominative_of_vietnamese(naming.printed)
    return vietnamese if vietnamese != naming.printed else nominative_of_other(naming.printed)


def concept_of_body(slug: str) -> str | None:
    """Return the concept of the scheme of bodies that a body's name decides.

    >>> concept_of_body("nghe-an-union"), concept_of_body("vufo"), concept_of_body("nobody")
    ('friendship-union', 'vietnam-union', None)
    """
    if slug.startswith("cpv-"):
        own = slug.removeprefix("cpv-")
        return own if own in _ISSUERS else "party-body"
    if slug in _of_state():
        return "ministry" if slug.startswith("ministry-of-") else slug if slug in _NAMED else "state-body"
    if slug == "vufo":
        return "vietnam-union"
    if slug.startswith("unions-of-") or slug in _CLASSES:
        return "class-of-bodies"
    if "-delegation-" in slug:
        return "delegation"
    kind, _ = kind_of_body(slug)
    return read_yaml("bodies.yaml").get(kind, {}).get("concept", kind) or None


_NAMED: Final = frozenset({"government", "national-assembly"})
"""Bodies of State that are a kind of their own in the scheme of bodies."""


@cache
def _of_state() -> frozenset[str]:
    return frozenset(b.issuer for b in bodies().values() if b.level in ("state", "ministry"))


@cache
def _places() -> dict[str, str]:
    return {row["slug"]: row["kind"] for row in read_csv("places.csv")}


def concept_of_place(slug: str) -> str | None:
    """Return the concept of the scheme of places for one that is listed.

    >>> concept_of_place("nghe-an"), concept_of_place("atlantis")
    ('province', None)
    """
    return _places().get(slug)
