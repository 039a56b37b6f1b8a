"""The evidence of a page as notes: who says each statement, where, in which language, as of when, and how it was
taken from there.

Each source of a page has a letter, as the witnesses of a critical edition have; versions of one article share
it: the letter is that of their root. The independent witnesses of a statement are the letters of those that state it.
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
from web.views.terms import RenderedTerm, TermRenderer, property_label

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
class SourceOfPage:
    """A source of the page; `relation` says that it translates, copies, revises or is an edition of its root, or of
    `original` where that is another text."""

    source: RenderedTerm
    publisher: str
    language: str
    published: str
    relation: str
    original: RenderedTerm | None


@dataclass(frozen=True)
class Witness:
    """An independent witness of the page: a letter, the root, and the sources shown that come from it; `own` is the
    root where it is one of them."""

    letter: str
    root: RenderedTerm
    own: SourceOfPage | None
    versions: tuple[SourceOfPage, ...]


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
        notes = [self._note(claim) for claim in self.evidence.attestations(together)]
        return tuple(sorted(notes, key=lambda n: (len(n.letter), n.letter, n.language, n.start or 0)))

    def files(self, triples: Iterable[Triple]) -> tuple[FileNote, ...]:
        """Return the loaded files that say any of these triples."""
        return tuple(
            FileNote(one.name, one.loaded[:10], self._terms.links.entity(one.iri))
            for one in self.evidence.files_of(triples)
        )

    def _letter(self, source: str) -> str:
        self._shown.setdefault(source)
        return self._letter_of_root(self.evidence.source(source).root)

    def _letter_of_root(self, root: str) -> str:
        if root not in self._letters:
            number = len(self._letters)
            self._letters[root] = ascii_lowercase[number % 26] * (number // 26 + 1)
        return self._letters[root]

    def letters(self, roots: Iterable[str]) -> tuple[str, ...]:
        """Return the letters of independent witnesses, in order."""
        return tuple(sorted((self._letter_of_root(root) for root in roots), key=lambda one: (len(one), one)))

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
        """Return the sources shown on the page so far, under the root that each comes from, by letter."""
        by_root: dict[str, list[str]] = {}
        for iri in self._shown:
            by_root.setdefault(self.evidence.source(iri).root, []).append(iri)
        found = [
            Witness(
                self._letter_of_root(root),
                self._terms.link(root),
                next((self._source(iri, root) for iri in iris if iri == root), None),
                tuple(
                    sorted(
                        (self._source(iri, root) for iri in iris if iri != root),
                        key=lambda one: (one.language, one.source.text),
                    )
                ),
            )
            for root, iris in by_root.items()
        ]
        return tuple(sorted(found, key=lambda w: (len(w.letter), w.letter)))

    def _source(self, iri: str, root: str) -> SourceOfPage:
        source = self.evidence.source(iri)
        farther = source.original if source.original != root else ""
        return SourceOfPage(
            self._terms.link(iri),
            self._publisher(source),
            source.language,
            source.published,
            property_label(source.relation, self._terms.words).text if source.relation else "",
            self._terms.link(farther) if farther else None,
        )
