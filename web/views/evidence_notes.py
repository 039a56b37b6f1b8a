"""The evidence of a page as notes: who says each statement, where, in which language, as of when, and how it was
taken from there.

Each article of a page has a letter, as the witnesses of a critical edition have: an article, its translations, copies
and revisions share one. Editions that a house made for several readers have letters of their own, because they say
different things, though they are one independent witness: those are counted by the roots of the sources.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import Final

from graph.claims.claim import ACCEPTED, INFERRED, PROPOSED, REJECTED
from graph.limits import LIMITS
from ontology.vocabulary import vocabulary
from queries.read.evidence import ClaimRecord, Evidence, SourceRecord, Triple
from queries.read.texts import Piece, Texts
from web.urls import with_text_fragment
from web.views.terms import RenderedTerm, TermRenderer, property_label

MARKS: Final = {INFERRED: "≈", PROPOSED: "?", REJECTED: "✗"}
LINE: Final = LIMITS.evidence_line
"""Characters of a passage in the line beside its statement, which is cut to two lines of its column."""


@dataclass(frozen=True)
class Note:
    """What one place in one source says for a statement, as shown beside it.

    `pieces` is the sentence with the words marked, where the text is here: with those of all notes that stand in it,
    and in the first of these only (the others are `is_joined`). `line` is what the statement's own line shows of it:
    the marked words, and what follows them. `reader` is the link to the words in their report, `made`
    the day on which the run took the claim from there.
    """

    letter: str
    source: RenderedTerm
    publisher: str
    language: str
    published: str
    as_of: str
    start: int | None
    end: int | None
    part: str
    printed: str
    printed_lang: str
    mark: str
    status: str
    reason: str
    claim: str
    run: RenderedTerm | None
    made: str
    reader: str
    url: str
    line: tuple[str, str] = ("", "")
    pieces: tuple[Piece, ...] = ()
    cut_before: bool = False
    cut_after: bool = False
    is_joined: bool = False


@dataclass(frozen=True)
class SourceOfPage:
    """A source of the page; `relation` says that it translates, copies, revises or is an edition of `original`."""

    source: RenderedTerm
    publisher: str
    language: str
    published: str
    relation: str
    original: RenderedTerm | None


@dataclass(frozen=True)
class LetteredSources:
    """The sources of a page that share a letter: an article first, then what translates, copies or revises it."""

    letter: str
    sources: tuple[SourceOfPage, ...]

    @property
    def versions(self) -> tuple[SourceOfPage, ...]:
        """Return those beside the first."""
        return self.sources[1:]

    @property
    def publishers(self) -> tuple[str, ...]:
        """Who publishes them, or what they are called where nobody is known to, each once."""
        return tuple(dict.fromkeys(one.publisher or one.source.text for one in self.sources))

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.language for one in self.sources if one.language))


@dataclass(frozen=True)
class FileNote:
    """A loaded file that says a statement: its name, the ISO day on which it was loaded, the link to its record."""

    name: str
    loaded: str
    href: str


class EvidenceNotes:
    """The notes of one page: letters are given in the order in which sources are first shown."""

    def __init__(self, evidence: Evidence, terms: TermRenderer, texts: Texts | None) -> None:
        self.evidence = evidence
        self._terms = terms
        self._texts = texts
        self._letters: dict[str, str] = {}
        self._shown: dict[str, None] = {}
        self._cited: dict[str, None] = {}

    def notes(self, triples: Iterable[Triple]) -> tuple[Note, ...]:
        """Return the notes for what these triples say together, each place in each source once."""
        together = list(triples)
        for triple in together:
            self._cited.update(dict.fromkeys(claim.claim for claim in self.evidence.of(triple)))
        found = [(self._note(claim), claim) for claim in self.evidence.attestations(together)]
        found.sort(key=lambda one: (*_order(one[0].letter), one[0].language, one[0].start or 0))
        return tuple(self._quoted(found))

    def files(self, triples: Iterable[Triple]) -> tuple[FileNote, ...]:
        """Return the loaded files that say any of these triples."""
        return tuple(
            FileNote(one.name, one.loaded[:10], self._terms.links.entity(one.iri))
            for one in self.evidence.files_of(triples)
        )

    def letter(self, source: str) -> str:
        """Return the letter of a source of the page."""
        self._shown.setdefault(source)
        article = self.evidence.article_of(source)
        if article not in self._letters:
            number = len(self._letters)
            self._letters[article] = ascii_lowercase[number % 26] * (number // 26 + 1)
        return self._letters[article]

    def letters(self, triples: Iterable[Triple], as_of: str = "") -> tuple[str, ...]:
        """Return the letters of the sources of accepted claims of these triples (of those of one day, where it is
        given): of those that say it outright, or, where none does, of all.
        """
        claims = [
            claim
            for claim in self.evidence.attestations(triples)
            if claim.status in ACCEPTED and (not as_of or claim.as_of == as_of)
        ]
        outright = [claim for claim in claims if claim.status != INFERRED]
        found = {self.letter(claim.source) for claim in outright or claims}
        return tuple(sorted(found, key=_order))

    def _publisher(self, source: SourceRecord) -> str:
        return self._terms.render(source.publisher).text if source.publisher is not None else ""

    def _note(self, claim: ClaimRecord) -> Note:
        source = self.evidence.source(claim.source)
        place = self.evidence.places.get(claim.passage)
        code = self._terms.words.code
        start, end = (place.start, place.end) if place is not None else (None, None)
        return Note(
            letter=self.letter(claim.source),
            source=self._terms.link(claim.source),
            publisher=self._publisher(source),
            language=source.language,
            published=source.published,
            as_of=claim.as_of,
            start=start,
            end=end,
            part=vocabulary().label(place.part, code) or "" if place and place.part else "",
            printed=claim.printed,
            printed_lang=claim.printed_lang or source.language,
            mark=MARKS.get(claim.status, ""),
            status=vocabulary().label(claim.status, code) or "",
            reason=claim.reason,
            claim=claim.claim,
            run=self._terms.link(claim.run) if claim.run else None,
            made=self.evidence.runs.get(claim.run, "")[:10],
            reader=self._terms.links.reader(claim.source, claim.passage) if claim.passage else "",
            url=with_text_fragment(source.url, claim.printed),
            line=(_begin(claim.printed, LINE), ""),
        )

    def _quoted(self, found: list[tuple[Note, ClaimRecord]]) -> Iterable[Note]:
        """Yield notes with the sentences that their words stand in, each sentence once."""
        by_text: dict[str, list[Note]] = defaultdict(list)
        for note, claim in found:
            sha256 = self.evidence.source(claim.source).sha256
            if self._texts is not None and sha256 and note.start is not None and note.end is not None:
                by_text[sha256].append(note)
        quoted: dict[str, Note] = {}
        for sha256, notes in by_text.items():
            quoted.update(_in_sentences(self._texts, sha256, notes) if self._texts else {})
        return [quoted.get(note.claim, note) for note, _ in found]

    @property
    def cited(self) -> tuple[str, ...]:
        """Return the claims that the notes given so far rest on, also those of which a note names another's place."""
        return tuple(self._cited)

    def sources(self) -> tuple[LetteredSources, ...]:
        """Return the sources shown on the page so far by their letters, in order; of each letter the article first."""
        by_letter: dict[str, list[str]] = defaultdict(list)
        for iri in self._shown:
            by_letter[self.letter(iri)].append(iri)
        return tuple(
            LetteredSources(
                letter,
                tuple(
                    sorted(
                        map(self._source, by_letter[letter]),
                        key=lambda one: (
                            one.source.iri != self.evidence.article_of(one.source.iri),
                            one.language,
                            one.source.text,
                        ),
                    )
                ),
            )
            for letter in sorted(by_letter, key=_order)
        )

    def _source(self, iri: str) -> SourceOfPage:
        source = self.evidence.source(iri)
        return SourceOfPage(
            self._terms.link(iri),
            self._publisher(source),
            source.language,
            source.published,
            property_label(source.relation, self._terms.words).text if source.relation else "",
            self._terms.link(source.original) if source.original else None,
        )


def _order(letter: str) -> tuple[int, str]:
    return len(letter), letter


def _begin(text: str, length: int) -> str:
    """Return the beginning of a text, cut between two words and with dots where it is longer."""
    return text if len(text) <= length else text[: text.rfind(" ", 0, length)].rstrip() + "…"


def _in_sentences(texts: Texts, sha256: str, notes: Iterable[Note]) -> dict[str, Note]:
    """Return claim -> note with its sentence, or without one where an earlier note has the same."""
    found: dict[str, Note] = {}
    waiting = sorted(notes, key=lambda one: (one.start or 0, -(one.end or 0)))
    while waiting:
        first = waiting.pop(0)
        start, end = first.start or 0, first.end or 0
        quoted = texts.quote(sha256, start, end)
        if quoted is None:
            continue
        own_line = (_begin(quoted.marked, LINE), _begin(quoted.after, max(0, LINE - len(quoted.marked))))
        pieces: tuple[Piece, ...] = (Piece(quoted.before), Piece(quoted.marked, 1), Piece(quoted.after))
        marked, inside = [(start, end)], []
        for other in waiting:
            begin, stop = other.start or 0, other.end or 0
            if begin >= quoted.last:
                break
            if begin >= marked[-1][1] and stop <= quoted.last:
                marked.append((begin, stop))
            elif stop > marked[-1][1]:
                continue  # two that overlap are not marked in one sentence
            inside.append(other)
        if len(marked) > 1 and (joined := texts.sentence(sha256, marked)) is not None:
            pieces = joined
        for other in inside:
            waiting.remove(other)
            own = texts.quote(sha256, other.start or 0, other.end or 0)
            line = (_begin(own.marked, LINE) if own else "", "")
            found[other.claim] = replace(other, line=line, is_joined=True)
        found[first.claim] = replace(
            first,
            line=own_line,
            pieces=tuple(piece for piece in pieces if piece.text),
            cut_before=quoted.cut_before,
            cut_after=quoted.cut_after,
        )
    return found


def letters_of(notes: Iterable[Note]) -> tuple[str, ...]:
    """Return the letters of those who say it outright, or, where nobody does, of all from whom it is inferred."""
    found = list(notes)
    outright = {note.letter for note in found if not note.mark}
    return tuple(sorted(outright or {note.letter for note in found}, key=_order))
