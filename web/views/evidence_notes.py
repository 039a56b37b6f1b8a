"""The evidence of a page as notes: who says each statement, where, in which language, as of when, and how it was
taken from there.

Each source of a page has a letter, as the witnesses of a critical edition have; versions of one article share
it, so the letters beside a statement are its independent witnesses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Final

from graph.claims.claim import INFERRED, PROPOSED, REJECTED
from ontology.vocabulary import vocabulary
from queries.read.evidence import ClaimRecord, Evidence, SourceRecord, Triple
from queries.read.texts import Quoted, Texts
from web.urls import with_text_fragment
from web.views.terms import RenderedTerm, TermRenderer

MARKS: Final = {INFERRED: "≈", PROPOSED: "?", REJECTED: "✗"}


@dataclass(frozen=True)
class Note:
    """What one source says for a statement, as shown beside it."""

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
    quoted: Quoted | None
    url: str


@dataclass(frozen=True)
class Witness:
    """A source of the page with its letter, for the list at the end and the notes on paper."""

    letter: str
    source: RenderedTerm
    publisher: str
    language: str
    published: str


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
        notes = [self._note(claim) for claim in self.evidence.attestations(together)]
        return tuple(sorted(notes, key=lambda n: (len(n.letter), n.letter, n.language, n.start or 0)))

    def _letter(self, source: str) -> str:
        original = self.evidence.source(source).original
        self._shown.setdefault(source)
        if original not in self._letters:
            number = len(self._letters)
            self._letters[original] = ascii_lowercase[number % 26] * (number // 26 + 1)
        return self._letters[original]

    def _publisher(self, source: SourceRecord) -> str:
        return self._terms.render(source.publisher).text if source.publisher is not None else ""

    def _note(self, claim: ClaimRecord) -> Note:
        source = self.evidence.source(claim.source)
        place = self.evidence.places.get(claim.passage)
        code = self._terms.words.code
        quoted = None
        start, end = (place.start, place.end) if place is not None else (None, None)
        if self._texts is not None and start is not None and end is not None and source.sha256:
            quoted = self._texts.quote(source.sha256, start, end)
        return Note(
            letter=self._letter(claim.source),
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
            quoted=quoted,
            url=with_text_fragment(source.url, claim.printed),
        )

    @property
    def cited(self) -> tuple[str, ...]:
        """Return the claims that the notes given so far rest on, also those of which a note names another's place."""
        return tuple(self._cited)

    def witnesses(self) -> tuple[Witness, ...]:
        """Return the sources shown on the page so far, by letter."""
        found = []
        for iri in self._shown:
            source = self.evidence.source(iri)
            found.append(
                Witness(
                    self._letter(iri),
                    self._terms.link(iri),
                    self._publisher(source),
                    source.language,
                    source.published,
                )
            )
        return tuple(sorted(found, key=lambda w: (len(w.letter), w.letter, w.language)))


def letters(notes: Iterable[Note]) -> tuple[str, ...]:
    """Return the letters of notes, each once: the independent witnesses."""
    return tuple(dict.fromkeys(note.letter for note in notes))
