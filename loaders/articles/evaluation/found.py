"""What was read of one text, each thing once, in the terms in which it is compared with gold answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from loaders.articles.citations.normalise import fold
from loaders.articles.claims.proposed_bodies import proposed_body
from loaders.articles.evaluation.names import Called, called_as
from loaders.articles.mentions.gazetteer import listed_places
from loaders.articles.records import (
    BodyName,
    CitationRecord,
    Event,
    Participation,
    Party,
    PrintedName,
    Programme,
    Record,
    Role,
    Speech,
)


@dataclass(frozen=True)
class ReadDocument:
    """A document that was read: all its citations in the text together."""

    identifier: str
    number: int
    types: frozenset[str]
    date: str
    issuer: Called


@dataclass(frozen=True)
class ReadPost:
    person: Called
    role: str
    body: Called

    def __str__(self) -> str:
        return f"{self.person}, {self.role}, {self.body}"


@dataclass(frozen=True)
class ReadPart:
    agent: Called
    role: str

    def __str__(self) -> str:
        return f"{self.agent} as {self.role}"


@dataclass(frozen=True)
class ReadEvent:
    kind: str
    date: str
    place: Called
    organisers: tuple[Called, ...]
    ordinal: int | None

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.kind, self.date, str(self.place), *map(str, self.organisers))))


@dataclass(frozen=True)
class ReadAgreement:
    kind: str
    period: str
    parties: tuple[Called, ...]
    printed: str

    def __str__(self) -> str:
        return " ".join(filter(None, (self.kind, self.period)))


class Found:
    """What was read of a text, each thing once."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self._forms: dict[str, list[str]] = {}
        for record in records:
            if isinstance(record, PrintedName):
                self._forms.setdefault(record.slug, []).append(record.printed)

    def _called(self, slug: str | None, printed: str = "") -> Called:
        return called_as(slug or "", [*self._forms.get(slug or "", ()), printed])

    def documents(self) -> list[ReadDocument]:
        found: list[ReadDocument] = []
        cited = [r.citation for r in self._records if isinstance(r, CitationRecord)]
        for one in sorted(cited, key=lambda c: (not c.identifier, not c.date)):
            if one.number is None or one.kind not in ("full", "short"):
                continue
            types = frozenset({one.type} if one.type else one.types)
            date = one.date.value if one.date else ""
            issuer = called_as(one.issuer.value, [one.issuer.printed]) if one.issuer else called_as("", ())
            own = ReadDocument(one.identifier or str(one.number), one.number, types, date, issuer)
            same = next((place for place, known in enumerate(found) if _one_document(known, own)), None)
            if same is None:
                found.append(own)
            else:
                known = found[same]
                found[same] = replace(
                    known,
                    date=max(known.date, own.date, key=len),
                    issuer=known.issuer if known.issuer.forms else own.issuer,
                )
        return found

    def vague(self) -> list[str]:
        return [
            r.citation.wording
            for r in self._records
            if isinstance(r, CitationRecord) and r.citation.number is None
        ]

    def posts(self) -> list[ReadPost]:
        found = {
            (r.person, r.role, r.body or (r.named and proposed_body(r.named, "")) or ""): r
            for r in self._records
            if isinstance(r, Role)
        }
        return [ReadPost(self._called(r.person), r.role, self._body(r)) for r in found.values()]

    def _body(self, role: Role) -> Called:
        """How the body of a role is called: by its slug, or as it is printed, with the place where that is known."""
        if role.body or role.named is None:
            return self._called(role.body, role.named.name if role.named else role.printed)
        name, slug = role.named.name, role.named.place or ""
        place = listed_places().get(slug, {}).get("vi", "") or slug.replace("-", " ")
        return called_as("", [f"{name} {place}" if role.named.reason and slug != "viet-nam" else name])

    def events(self) -> list[ReadEvent]:
        return [
            ReadEvent(
                kind_of(e.kind),
                str(e.when) if e.when else "",
                self._called(e.place),
                self._holders(e),
                e.ordinal if e.kind == "congress" else None,
            )
            for e in self._records
            if isinstance(e, Event)
        ]

    def _holders(self, event: Event) -> tuple[Called, ...]:
        known = (
            self._called(slug) for slug in (event.organiser, *(slug for slug, _ in event.others)) if slug
        )
        return (*known, *(called_as("", self._printed(name)) for name in event.named))

    def participations(self) -> list[ReadPart]:
        """Who took part, and who held the article's own event, which is told with the event."""
        took_part = (r for r in self._records if isinstance(r, Participation))
        found = {(r.agent or (r.named.name if r.named else ""), r.role): r for r in took_part}
        main = next((r for r in self._records if isinstance(r, Event) and r.key == r.kind), None)
        held = [ReadPart(body, "organiser") for body in self._holders(main)] if main else []
        return [*(ReadPart(self._agent(r), r.role) for r in found.values()), *held]

    def _agent(self, one: Participation) -> Called:
        forms = self._printed(one.named) if one.named else []
        return called_as(one.agent, [*(self._called(one.agent).forms if one.agent else ()), *forms])

    def speakers(self) -> list[Called]:
        slugs = {r.speaker: 0 for r in self._records if isinstance(r, Speech)}
        return [self._called(slug) for slug in slugs]

    def agreements(self) -> list[ReadAgreement]:
        return [
            ReadAgreement(r.kind, r.period or "", tuple(self._party(p) for p in r.parties), r.kind)
            for r in self._records
            if isinstance(r, Programme) and r.kind not in _NOT_AGREED
        ]

    @staticmethod
    def _printed(named: BodyName) -> list[str]:
        """The forms of a name that only the text has: with its place where that is known, and alone."""
        place = listed_places().get(named.place or "", {}).get("vi", "")
        return [f"{named.name} {place}", named.name] if place and named.reason else [named.name]

    def _party(self, party: Party) -> Called:
        """How a party is called: by its slug, and as it is printed, with the place where that is known."""
        forms = self._printed(party.named)
        known = self._called(party.body).forms if party.body else ()
        return called_as(party.body, [*known, *forms])


_NOT_AGREED: Final = frozenset({"conference-tasks"})
"""Kinds of programmes that nobody agrees on, and that gold answers do not have."""


def _one_document(one: ReadDocument, other: ReadDocument) -> bool:
    """Whether two citations of one text are of one document: the same number, of which one may lack the code."""
    if one.number != other.number or (one.types and other.types and not one.types & other.types):
        return False
    codes = [d.identifier for d in (one, other) if not d.identifier.isdigit()]
    return len({code_of(c) for c in codes}) < 2 and same_day(one.date, other.date)


def code_of(identifier: str) -> str:
    """Return a number with its code as they compare: without marks, case, full stops and leading zeros.

    >>> code_of("07-KH/TH.U") == code_of("7-KH/ThU")
    True
    """
    plain = fold(identifier).replace(".", "").replace(" ", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).lstrip("0").strip("-")


def same_day(one: str, other: str) -> bool:
    """Whether two dates can be one: one is not told, or is the vaguer form of the other."""
    if one.startswith("--") or other.startswith("--"):
        return one[-5:] == other[-5:] or not (one and other)
    return one.startswith(other) or other.startswith(one)


def kind_of(kind: str) -> str:
    return {"signing-ceremony": "signing"}.get(kind, kind)
