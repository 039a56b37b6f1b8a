"""What the sentences of a summary are made with: the groups of a record, as counts, names and letters."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from graph.claims.as_of import TimeSpan
from graph.claims.claim import INFERRED
from ontology.terms import hn
from queries.read.entity_record import EntityRecord, GroupRecord, StatementRecord
from queries.read.evidence import Triple
from web.views.entity.merging import alike, citing_of
from web.views.evidence_notes import MARKS, EvidenceNotes, letters_of
from web.views.sentences import Part, Sentence, fill, linked, listed
from web.views.statement_rows import anchor_of
from web.views.terms import RenderedTerm, TermRenderer

NAMED: Final = 3
"""As many things are named in a sentence; more are counted."""


@dataclass(frozen=True)
class Sayings:
    """What the sentences of one page are made with."""

    record: EntityRecord
    terms: TermRenderer
    notes: EvidenceNotes

    def group(self, key: str) -> GroupRecord | None:
        """Return a group of the page; None where it has none of this key."""
        return next((group for group in self.record.groups if group.key == key), None)

    def statements(self, key: str) -> tuple[StatementRecord, ...]:
        group = self.group(key)
        return group.statements if group else ()

    def count(self, key: str) -> int:
        group = self.group(key)
        if group is None or group.capped:
            return 0
        if group.predicate == hn.candidate and not group.more:
            return len(alike(group.statements, citing_of))
        return group.rows or group.count

    def letters(self, triples: Iterable[Triple]) -> tuple[str, ...]:
        return letters_of(self.notes.notes(triples))

    def inferred(self, triples: Iterable[Triple]) -> bool:
        """Return whether nobody says these triples outright."""
        notes = self.notes.notes(triples)
        return bool(notes) and all(note.mark == MARKS[INFERRED] for note in notes)

    def of(self, statements: Iterable[StatementRecord]) -> tuple[str, ...]:
        """Return the letters of statements together: of all that say any of them."""
        found = {letter for one in statements for letter in self.letters(one.attested)}
        return tuple(sorted(found, key=lambda one: (len(one), one)))

    def values(self, key: str) -> Sentence:
        """Return the values of a property of the thing as a list, with their letters: the first few."""
        parts = [self.value(one) for one in self.statements(key)[:NAMED]]
        return listed(parts, self.terms.words)

    def value(self, one: StatementRecord) -> Part:
        """Return what a statement says as a part of a sentence."""
        if not isinstance(one.value, TimeSpan):
            return linked(self.terms.render(one.value), self.of([one]), inferred=one.status == INFERRED)
        start, end = ("".join(dates[:1]) for dates in (one.value.starts, one.value.ends))
        shown = self.terms.words.date(f"{start}/{end}" if start and end else start or end)
        return Part(shown, letters=self.of([one]), inferred=one.status == INFERRED)

    @property
    def ngettext(self) -> Callable[..., str]:
        return self.terms.words.ngettext

    def counted(self, key: str, said: Callable[[int], str]) -> Part | None:
        """Return how many rows a group has, as a link to the section that holds it; None where there are none."""
        count = self.count(key)
        if not count:
            return None
        held = (one for one in self.record.sections if any(group.key == key for group in one.groups))
        href = next((f"#{anchor_of(one.title)}" for one in held), "")
        return Part(said(count), href, letters=self.of(self.statements(key)))

    def say(self, text: str, **values: Sentence | Part | str) -> Sentence:
        return fill(self.terms.words(text), **values)


def things(say: Sayings, key: str) -> Sentence:
    """Return the things of a group by name where they are few, else how many there are; nothing of no group."""
    group = say.group(key)
    if group is None:
        return ()
    if group.more or len(group.statements) > NAMED:
        return (Part(say.terms.words.number(group.count) + ("+" if group.capped else "")),)
    return listed([say.value(one) for one in group.statements], say.terms.words)


def quoted(term: RenderedTerm) -> RenderedTerm:
    return RenderedTerm(f"“{term.text}”", lang=term.lang)


def sentence(parts: Sentence) -> Sentence:
    """Return parts as a sentence, which begins with a capital and ends with a stop."""
    first = parts[0]
    begun = replace(first, text=first.text[:1].upper() + first.text[1:])
    return (begun, *parts[1:], Part("."))
