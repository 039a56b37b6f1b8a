"""Compare what was read of one text with the gold answers on it, kind by kind.

A thing is right once: of two that were read alike the second is no second hit. What hangs on another thing (the day of
an event, the parties of an agreement, the issuer of a document) is right only where that thing is.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from rapidfuzz import fuzz

from loaders.articles.citations.lexicon import LANGUAGES, issuer_of, issuers
from loaders.articles.citations.normalise import fold
from loaders.articles.evaluation.found import (
    Found,
    ReadAgreement,
    ReadDocument,
    ReadEvent,
    ReadPart,
    ReadPost,
    code_of,
    kind_of,
    same_day,
)
from loaders.articles.evaluation.gold import Agreement, Answers, Cited, Congress, Happening, Part, Post
from loaders.articles.evaluation.names import Called, Names, role_class
from loaders.articles.mentions.events import kinds_of
from loaders.articles.records import Record

Verdict = Literal["right", "missed", "false"]
KINDS: Final = (
    "citation", "citation date", "issuer", "vague", "post", "person with office", "event", "event date",
    "event place", "event organiser", "congress ordinal", "participation", "speaker", "agreement", "party",
)  # fmt: skip
CITATIONS: Final = ("citation", "citation date", "vague")
_ALIKE: Final = 80


@dataclass(frozen=True)
class Judged:
    """One thing that is right, missed or false in a text; `what` names it in a line."""

    text: str
    language: str
    kind: str
    verdict: Verdict
    what: str


def judge(text: str, answers: Answers, records: Sequence[Record], names: Names) -> Iterator[Judged]:
    """Yield what is right, missed and false in a text; kinds that nobody looked for in it are passed over."""
    read = Found(records)
    of = _Judge(text, answers.language, names)
    if answers.c is not None:
        yield from of.documents(answers.c, read.documents())
    if answers.vague is not None:
        yield from of.vague(answers.vague, read.vague())
    if answers.p is not None:
        yield from of.posts(answers.p, read.posts())
    if answers.e is not None and answers.g is not None:
        wanted = [*answers.e, *(_event_of(congress) for congress in answers.g)]
        yield from of.events(wanted, answers.g, read.events())
    if answers.a is not None:
        yield from of.participations(answers.a, read.participations())
    if answers.s is not None:
        yield from of.speakers(answers.s, read.speakers())
    if answers.pr is not None:
        yield from of.agreements(answers.pr, read.agreements())


def _event_of(congress: Congress) -> Happening:
    return Happening("congress", congress.date, congress.place, congress.body)


W = TypeVar("W")
F = TypeVar("F")


def paired(
    wanted: Sequence[W], found: Sequence[F], score: Callable[[W, F], int]
) -> tuple[list[tuple[W, F]], list[W], list[F]]:
    """Pair what is wanted with what was found, one to one, the best score first; a score of 0 is no pair.

    Return the pairs, what is wanted and has none, and what was found and has none.
    """
    scores = sorted(
        ((score(w, f), -i, -j) for i, w in enumerate(wanted) for j, f in enumerate(found)), reverse=True
    )
    of_wanted: dict[int, int] = {}
    taken: set[int] = set()
    for points, i, j in scores:
        if points > 0 and -i not in of_wanted and -j not in taken:
            of_wanted[-i] = -j
            taken.add(-j)
    pairs = [(wanted[i], found[j]) for i, j in sorted(of_wanted.items())]
    missed = [w for i, w in enumerate(wanted) if i not in of_wanted]
    return pairs, missed, [f for j, f in enumerate(found) if j not in taken]


class _Judge:
    """The judgements on one text."""

    def __init__(self, text: str, language: str, names: Names) -> None:
        self._text, self._language, self._names = text, language, names

    def _told(self, kind: str, verdict: Verdict, what: str) -> Judged:
        return Judged(self._text, self._language, kind, verdict, what)

    def _all(
        self,
        kind: str,
        wanted: Sequence[W],
        found: Sequence[F],
        score: Callable[[W, F], int],
        say: Callable[[W], str],
        tell: Callable[[F], str],
    ) -> Iterator[Judged]:
        """Judge things that stand for themselves."""
        pairs, missed, false = paired(wanted, found, score)
        for one, _ in pairs:
            yield self._told(kind, "right", say(one))
        for one in missed:
            yield self._told(kind, "missed", say(one))
        for other in false:
            yield self._told(kind, "false", tell(other))

    def _part(self, kind: str, of: str, wanted: str, found: str, *, right: bool) -> Iterator[Judged]:
        """Judge a part of a thing: what is told of it and what was read."""
        if wanted and right:
            yield self._told(kind, "right", f"{of}: {wanted}")
            return
        if wanted:
            yield self._told(kind, "missed", f"{of}: {wanted}")
        if found:
            yield self._told(kind, "false", f"{of}: {found}")

    def _person(self, printed: str) -> Called:
        return self._names.called(printed, "person")

    def _body(self, printed: str) -> Called:
        return self._names.called(printed, "body")

    def documents(self, wanted: Sequence[Cited], found: Sequence[ReadDocument]) -> Iterator[Judged]:
        """Judge the documents cited, with their dates and issuers."""
        pairs, missed, false = paired(wanted, found, _same_document)
        for one, other in pairs:
            name = f"{one.type or 'document'} {one.number}"
            yield self._told("citation", "right", name)
            yield from self._part(
                "citation date",
                name,
                one.date or "",
                other.date,
                right=bool(other.date) and (one.date or "").startswith(other.date),
            )
            issuer = one.issuer or ""
            same = bool(other.issuer.forms) and bool(issuer) and self._same_issuer(issuer, other.issuer)
            yield from self._part("issuer", name, issuer, str(other.issuer), right=same)
        for lost in missed:
            name = f"{lost.type or 'document'} {lost.number}"
            yield self._told("citation", "missed", name)
            yield from self._part("citation date", name, lost.date or "", "", right=False)
            yield from self._part("issuer", name, lost.issuer or "", "", right=False)
        for wrong in false:
            name = f"{'/'.join(sorted(wrong.types))} {wrong.identifier}"
            yield self._told("citation", "false", name)
            yield from self._part("citation date", name, "", wrong.date, right=False)
            yield from self._part("issuer", name, "", str(wrong.issuer), right=False)

    def _same_issuer(self, printed: str, found: Called) -> bool:
        """Whether an issuer is the one that was read: the same kind of issuer, or most words of its name in common."""
        kinds = {issuer_of(" ".join(m[0].split()))[0] for m in issuers()[0].finditer(fold(printed))}
        own = self._body(printed)
        places = [self._names.places(form) for form in found.forms]
        if kinds & found.slugs and self._names.places(printed) in (frozenset(), *places):
            return True
        return self._names.same_body(own, found)

    def vague(self, wanted: Sequence[str], found: Sequence[str]) -> Iterator[Judged]:
        """Judge the wordings that point at documents without a number; answers have each once, texts repeat them."""

        def same(one: str, other: str) -> int:
            return int(fuzz.partial_ratio(fold(one), fold(other)) >= _ALIKE)

        answered = [fold(one) for one in wanted]
        for judged in self._all("vague", wanted, found, same, str, str):
            words = fold(judged.what)
            if judged.verdict != "false" or not any(words in one or one in words for one in answered):
                yield judged

    def posts(self, wanted: Sequence[Post], found: Sequence[ReadPost]) -> Iterator[Judged]:
        """Judge who holds which role in which body, and, apart from it, who holds which role."""

        def office(one: Post, other: ReadPost) -> int:
            if not self._names.same_person(self._person(one.person), other.person):
                return 0
            return int(
                one.role is None
                or role_class(other.role) in self._names.roles(one.role, one.body or "")
                or fold(one.role) in fold(str(other.body))
            )

        def whole(one: Post, other: ReadPost) -> int:
            if not office(one, other):
                return 0
            return int(one.body is None or self._names.same_body(self._body(one.body), other.body))

        def say(one: Post) -> str:
            return f"{one.person}, {one.role}, {one.body}"

        yield from self._all("post", wanted, found, whole, say, str)
        yield from self._all("person with office", wanted, found, office, say, str)

    def events(
        self, wanted: Sequence[Happening], congresses: Sequence[Congress], found: Sequence[ReadEvent]
    ) -> Iterator[Judged]:
        """Judge the events, congresses with them, and the day, place, organisers and ordinals of these."""

        def same(one: Happening, other: ReadEvent) -> int:
            if other.kind not in self._kinds(one.kind):
                return 0
            day = bool(one.date and other.date and same_day(one.date[:10], other.date[:10]))
            place = bool(
                one.place and self._names.same_place(self._names.called(one.place, "place"), other.place)
            )
            return 1 + 2 * day + place

        pairs, missed, false = paired(wanted, found, same)
        ordinals = {_event_of(c): c.ordinal for c in congresses}
        for one, other in pairs:
            yield self._told("event", "right", _said(one))
            yield from self._details(one, other, ordinals.get(one))
        for lost in missed:
            yield self._told("event", "missed", _said(lost))
            yield from self._details(lost, None, ordinals.get(lost))
        for wrong in false:
            yield self._told("event", "false", str(wrong))
            yield from self._details(None, wrong, None)

    def _details(
        self, one: Happening | None, other: ReadEvent | None, ordinal: int | None
    ) -> Iterator[Judged]:
        name = one.kind if one else other.kind if other else ""
        date, read = (one.date or "") if one else "", other.date if other else ""
        yield from self._part(
            "event date", name, date, read, right=bool(read and date) and read[:10] == date[:10]
        )
        place = (one.place or "") if one else ""
        where = other.place if other else Called(frozenset(), ())
        right = bool(place) and self._names.same_place(self._names.called(place, "place"), where)
        yield from self._part("event place", name, place, str(where), right=right)
        holder = (one.organiser or "") if one else ""
        holders = other.organisers if other else ()
        named = [self._body(one.strip()) for one in holder.split(";") if one.strip()]
        right = any(self._names.same_body(one, o) for one in named for o in holders)
        yield from self._part("event organiser", name, holder, "; ".join(map(str, holders)), right=right)
        number = other.ordinal if other else None
        yield from self._part(
            "congress ordinal",
            name,
            str(ordinal or ""),
            str(number or ""),
            right=bool(ordinal) and ordinal == number,
        )

    def _kinds(self, kind: str) -> frozenset[str]:
        """The kinds of event that a word of the gold answers can be: its own slug, or what the lists make of it."""
        read = {
            found
            for language in LANGUAGES
            for found, _ in kinds_of("kinds", language).finditer(fold(kind.replace("-", " ")))
        }
        return frozenset(kind_of(k) for k in (read | {kind}))

    def participations(self, wanted: Sequence[Part], found: Sequence[ReadPart]) -> Iterator[Judged]:
        """Judge who took part, and how."""

        def same(one: Part, other: ReadPart) -> int:
            if one.role and other.role != one.role:
                return 0
            return int(
                self._names.same_person(self._person(one.agent), other.agent)
                or self._names.same_body(self._body(one.agent), other.agent)
            )

        yield from self._all("participation", wanted, found, same, lambda p: f"{p.agent} as {p.role}", str)

    def speakers(self, wanted: Sequence[str], found: Sequence[Called]) -> Iterator[Judged]:
        """Judge whose words the text gives."""

        def same(one: str, other: Called) -> int:
            return int(self._names.same_person(self._person(one), other))

        yield from self._all("speaker", wanted, found, same, str, str)

    def agreements(self, wanted: Sequence[Agreement], found: Sequence[ReadAgreement]) -> Iterator[Judged]:
        """Judge the programmes, plans and agreements, and their parties."""

        def same(one: Agreement, other: ReadAgreement) -> int:
            if one.kind != other.kind:
                return 0
            years = re.findall(r"(?:19|20)\d\d", one.about or "")
            return 2 if years and other.period and set(years) & set(other.period.split("-")) else 1

        pairs, missed, false = paired(wanted, found, same)
        for one, other in pairs:
            yield self._told("agreement", "right", f"{one.kind} {one.about or ''}".strip())
            yield from self._parties(one, other)
        for lost in missed:
            yield self._told("agreement", "missed", f"{lost.kind} {lost.about or ''}".strip())
            yield from self._parties(lost, None)
        for wrong in false:
            yield self._told("agreement", "false", str(wrong))
            yield from self._parties(None, wrong)

    def _parties(self, one: Agreement | None, other: ReadAgreement | None) -> Iterator[Judged]:
        def same(party: str, read: Called) -> int:
            return int(self._names.same_body(self._body(party), read))

        wanted, found = one.parties if one and one.parties else (), other.parties if other else ()
        yield from self._all("party", wanted, found, same, str, str)


def _same_document(one: Cited, other: ReadDocument) -> int:
    printed = str(one.number)
    number = re.match(r"\D{0,3}0*(\d+)", printed)
    if number is None or int(number[1]) != other.number or not same_day(one.date or "", other.date):
        return 0
    if one.type and other.types and one.type not in other.types:
        return 0
    if printed.strip().isdigit() or other.identifier.isdigit():
        return 1
    return 2 if code_of(printed) == code_of(other.identifier) else 0


def _said(event: Happening) -> str:
    return ", ".join(filter(None, (event.kind, event.date, event.place, event.organiser)))
