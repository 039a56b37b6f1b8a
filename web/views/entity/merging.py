"""Put rows together: several wordings of one reference, and values that rest on the same evidence, are one row each.

Nothing is lost by it: a row holds the statements that it stands for.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Final, TypeVar

from pyoxigraph import Literal, NamedNode

from ontology.terms import dct, hn, schema
from queries.read.citation_references import ReferenceKey, ReferenceKind, reference_key
from queries.read.entity_record import EntityRecord, GroupRecord, StatementRecord
from queries.read.rows import text_of
from queries.read.statements import Description
from web.languages import N_, Words
from web.page_context import firm
from web.views.evidence_notes import EvidenceNotes, Note, letters_of
from web.views.statement_rows import StatementRow
from web.views.terms import RenderedTerm, TermRenderer

T = TypeVar("T")
K = TypeVar("K")

TOGETHER: Final = 3
"""As many values of one property that rest on the same evidence stand in one row, and more."""
USES: Final = 2
"""As many things are named that use the same words; more are counted."""
_OPENINGS: Final = {
    "congress": N_("A congress"),
    "plenum": N_("A plenum"),
    "campaign": N_("A campaign"),
    "class": N_("A class"),
}
"""Kind of citation -> the word that opens its row, where the words name something that is no document."""


def alike(things: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Return things by what is the same of them, in the order of the first of each."""
    found: dict[K, list[T]] = defaultdict(list)
    for one in things:
        found[key(one)].append(one)
    return found


def reference_of(one: StatementRecord) -> ReferenceKey:
    """Return what a citation that the page's thing makes refers to."""
    named = {
        name: [value for value in values if isinstance(value, NamedNode)] for name, values in one.details
    }
    cited = [one.value.value] if one.predicate == hn.cited and isinstance(one.value, NamedNode) else []
    return reference_key(
        one.subject,
        cited,
        (value.value for value in named.get(hn.refersTo, ())),
        (value.value for value in named.get(hn.candidate, ())),
    )


class ReferenceRows:
    """Makes the rows of what a thing cites: a row for each reference, in whichever words of whichever report."""

    def __init__(
        self,
        record: EntityRecord,
        terms: TermRenderer,
        notes: EvidenceNotes,
        rows: Callable[..., StatementRow],
    ) -> None:
        self._record = record
        self._terms = terms
        self._notes = notes
        self._row = rows

    def rows(self, group: GroupRecord) -> tuple[tuple[ReferenceKind, StatementRow], ...]:
        """Return the rows of a group of citations, each with how exactly its words refer to something."""
        made = alike(group.statements, reference_of)
        return tuple((key.kind, self._reference(key, said, made)) for key, said in made.items())

    def _reference(
        self,
        key: ReferenceKey,
        said: Sequence[StatementRecord],
        every: dict[ReferenceKey, list[StatementRecord]],
    ) -> StatementRow:
        members = tuple(self._row(one, self._terms, self._notes) for one in said)
        noted = self._notes.notes(triple for one in said for triple in one.attested)
        row = replace(
            together(members, noted),
            witnesses=len({root for one in said for root in one.witnesses(self._notes.evidence)}),
            members=members,
        )
        if key.kind is ReferenceKind.CITED:
            return replace(self._document(row, key.things[0]), parallel=self._parallel(key, noted, every))
        if key.kind is ReferenceKind.NAMED:
            kind = said[0].citation_kind.rpartition("/")[2]
            before = self._terms.words("documents of") if kind == "class" else ""
            opening = self._terms.words(_OPENINGS.get(kind, N_("Named")))
            return replace(row, lead=opening, before=before, values=tuple(map(self._terms.link, key.things)))
        quoted = self._wordings(said)
        may_mean = tuple(map(self._number, key.things)) if key.kind is ReferenceKind.MEANT else ()
        if may_mean:
            may_mean = (RenderedTerm(self._terms.words("may mean")), *may_mean)
        return replace(row, lead=self._terms.words("Not told"), values=quoted, beneath=may_mean)

    def _document(self, row: StatementRow, document: str) -> StatementRow:
        """Return the row of a document: its number, its kind and day; beneath these who issued it, and its title."""
        said: Description = self._record.summary.described.get(document, {})
        words, link = self._terms.words, self._terms.link(document)
        number = min((text_of(value) for value in said.get(schema.legislationIdentifier, ())), default="")
        kind = next((self._terms.render(value).text for value in said.get(dct.type, ())), "")
        days = {text_of(value) for value in said.get(schema.legislationDate, ())}
        if number and kind and len(days) == 1:
            shown = words("%(kind)s of %(day)s", kind=kind[:1].upper() + kind[1:], day=words.date(days.pop()))
            link = replace(link, text=shown, lang="", fallback=False)
        issuers = tuple(map(self._terms.render, said.get(schema.legislationPassedBy, ())))
        issuers = tuple(replace(one, href="", iri="") for one in issuers)
        titles = best_text(said.get(dct.title, ()), self._terms)
        return replace(row, lead=firm(number), values=(link,), beneath=(*issuers, *titles))

    def _number(self, document: str) -> RenderedTerm:
        """Return the link to a document by its number, or by its name where none is known."""
        said = self._record.summary.described.get(document, {})
        number = min((text_of(value) for value in said.get(schema.legislationIdentifier, ())), default="")
        link = self._terms.link(document)
        return replace(link, text=firm(number), lang="", fallback=False) if number else link

    def _wordings(self, said: Sequence[StatementRecord]) -> tuple[RenderedTerm, ...]:
        """Return the words themselves, in the first of the reader's languages in which there are any."""
        wordings = [one.value for one in said if isinstance(one.value, Literal)]
        return tuple(replace(one, text=f"“{one.text}”") for one in best_text(wordings, self._terms)) or tuple(
            self._terms.render(one.value) for one in said[:1] if not hasattr(one.value, "starts")
        )

    def _parallel(
        self, key: ReferenceKey, noted: Sequence[Note], every: dict[ReferenceKey, list[StatementRecord]]
    ) -> tuple[Note, ...]:
        """Return the words by which other reports of the same article may mean the document that these name."""
        evidence = self._notes.evidence
        own = {note.source.iri for note in noted}
        roots = {evidence.source(iri).root for iri in own}
        meant = [
            one
            for other, said in every.items()
            if other.kind is ReferenceKind.MEANT and set(key.things) <= set(other.things)
            for one in said
        ]
        found = self._notes.notes(triple for one in meant for triple in one.attested)
        return tuple(
            note
            for note in found
            if note.source.iri not in own and evidence.source(note.source.iri).root in roots
        )


def best_text(values: Iterable[object], terms: TermRenderer) -> tuple[RenderedTerm, ...]:
    """Return the text in the first of the reader's languages that has one, else in any."""
    texts = sorted(
        (value for value in values if isinstance(value, Literal)),
        key=lambda one: (one.language or "", one.value),
    )
    order = terms.languages

    def place(one: Literal) -> int:
        return order.index(one.language) if one.language in order else len(order)

    return (terms.render(min(texts, key=place)),) if texts else ()


def together(rows: Sequence[StatementRow], noted: tuple[Note, ...]) -> StatementRow:
    """Return one row for several: the first of them, with the marks that all have and the evidence of all."""
    marks = tuple(mark for mark in rows[0].marks if all(mark in row.marks for row in rows))
    files = tuple(dict.fromkeys(one for row in rows for one in row.files))
    support = next((row.support for row in rows if row.support == "claims"), rows[0].support)
    return replace(
        rows[0],
        notes=noted,
        letters=letters_of(noted),
        marks=marks,
        files=files,
        support=support,
        details=(),
        unresolved="",
        property="",
        of="",
        rev="",
        types=(),
        unspoken=(),
    )


def _with_wordings(row: StatementRow, made: Sequence[StatementRow], words: Words) -> StatementRow:
    """Return the row of words that may mean a thing: each wording, and the first of the things that use it."""
    wordings = dict.fromkeys(value for one in made for value in one.values)
    used = [detail for detail in made[0].details if detail.property == "hn:citing"][:1]
    details = []
    for detail in used:
        more = len(detail.values) - USES
        rest = words.ngettext("%(num)s more", "%(num)s more", more) if more > 0 else ""
        values = detail.values[:USES] + ((RenderedTerm(rest),) if rest else ())
        details.append(replace(detail, values=values, property=""))
    quoted = tuple(replace(value, text=f"“{value.text}”") for value in wordings)
    return replace(row, values=quoted, details=tuple(details))


def citing_of(one: StatementRecord) -> object:
    """Return what is the same of all citations of the page's thing that make one row: what cites it; of words that only
    may mean it, all that uses them.
    """
    if one.predicate == hn.citing:
        return one.value
    citing = frozenset(value for name, values in one.details for value in values if name == hn.citing)
    return citing or one.subject


def citing_rows(
    group: GroupRecord, rows: Sequence[StatementRow], notes: EvidenceNotes, words: Words
) -> tuple[StatementRow, ...]:
    """Return the rows of what cites a thing, one for each that cites it, whatever the words and their language."""

    found = []
    for pairs in alike(zip(group.statements, rows, strict=True), lambda pair: citing_of(pair[0])).values():
        said, made = zip(*pairs, strict=True)
        noted = notes.notes(triple for one in said for triple in one.attested)
        row = replace(together(made, noted), members=tuple(made))
        row = replace(row, witnesses=len({r for one in said for r in one.witnesses(notes.evidence)}))
        if said[0].predicate != hn.citing:
            row = _with_wordings(row, made, words)
        elif not noted:
            row = replace(row, details=tuple(replace(d, property="") for d in made[0].details))
        found.append(row)
    return tuple(found)


def run_in(
    group: GroupRecord, rows: Sequence[StatementRow], notes: EvidenceNotes
) -> tuple[StatementRow, ...]:
    """Return the rows of plain values; those that rest on the same evidence are one row, where they are several."""
    plain = [(one, row) for one, row in zip(group.statements, rows, strict=True) if _is_plain(row)]
    if len(plain) < TOGETHER:
        return tuple(rows)

    def key(pair: tuple[StatementRecord, StatementRow]) -> object:
        _, row = pair
        return (
            row.marks,
            frozenset(note.source.iri for note in row.notes),
            frozenset(note.reason for note in row.notes),
        )

    in_one: dict[int, StatementRow] = {}
    gone: set[int] = set()
    for pairs in alike(plain, key).values():
        if len(pairs) < TOGETHER:
            continue
        noted = notes.notes(triple for one, _ in pairs for triple in one.attested)
        values = tuple(value for _, row in pairs for value in row.values)
        common, short = without_common_words(values)
        before = f"{common}:" if common else ""
        in_one[id(pairs[0][1])] = replace(pairs[0][1], values=short, before=before, notes=noted)
        gone.update(id(row) for _, row in pairs[1:])
    return tuple(in_one.get(id(row), row) for row in rows if id(row) not in gone)


def _is_plain(row: StatementRow) -> bool:
    """Whether a row has links and their evidence and nothing else, so that others can stand beside them."""
    extra = (row.details, row.time, row.of, row.rev, row.unspoken, row.files, row.path, row.members)
    links = all(value.href for value in row.values)
    return links and not any(extra) and row.support == "claims" and bool(row.notes)


def common_reason(rows: Sequence[StatementRow]) -> str:
    """Return what every row is inferred by, where it is one thing for all of them; else an empty text."""
    if len(rows) < 2 or not all(any(sign == "≈" for sign, _ in row.marks) for row in rows):
        return ""
    reasons = {note.reason for row in rows for note in row.notes if note.reason}
    return reasons.pop() if len(reasons) == 1 else ""


def mark_same(rows: Sequence[StatementRow]) -> tuple[StatementRow, ...]:
    """Return rows of which each knows whether its words are those of the row before, so that they stand there once."""

    def words(row: StatementRow) -> list[tuple[str, int | None, int | None]]:
        return [(note.source.iri, note.start, note.end) for note in row.notes if note.line[0]]

    befores = ((), *map(words, rows[:-1]))
    return tuple(
        replace(row, same=bool(own) and own == before and len(own) == len(row.notes))
        for row, before in zip(rows, befores, strict=True)
        for own in (words(row),)
    )


def without_common_words(terms: Sequence[RenderedTerm]) -> tuple[str, tuple[RenderedTerm, ...]]:
    """Return the words that all names begin or end with, and the names without them; none where no name is left.

    >>> unions = [RenderedTerm(f"{place} Union of Friendship") for place in ("Bac Giang", "Hanoi")]
    >>> common, short = without_common_words(unions)
    >>> common, [one.text for one in short]
    ('Union of Friendship', ['Bac Giang', 'Hanoi'])
    >>> unions = [RenderedTerm("Liên hiệp Hữu nghị Bắc Ninh"), RenderedTerm("Liên hiệp hữu nghị Hà Nội")]
    >>> [one.text for one in without_common_words(unions)[1]]
    ['Bắc Ninh', 'Hà Nội']
    """
    split = [one.text.split(" ") for one in terms]
    ahead, behind = _shared(split), _shared([words[::-1] for words in split])
    if max(ahead, behind) < 2 or min(map(len, split)) <= max(ahead, behind):
        return "", tuple(terms)
    if ahead >= behind:
        common, cut = split[0][:ahead], [words[ahead:] for words in split]
    else:
        common, cut = split[0][-behind:], [words[:-behind] for words in split]
    return " ".join(common), tuple(
        replace(one, text=" ".join(words)) for one, words in zip(terms, cut, strict=True)
    )


def _shared(names: Sequence[Sequence[str]]) -> int:
    """Return how many words all names begin with, whatever their capitals ("Hữu nghị", "hữu nghị")."""
    return sum(
        1 for _ in takewhile(lambda words: len(set(map(str.lower, words))) == 1, zip(*names, strict=False))
    )


def without_reason(row: StatementRow, reason: str) -> StatementRow:
    """Return a row that leaves out the sign and the reason that its group tells once for all."""
    if not reason:
        return row
    notes = tuple(replace(note, reason="") if note.reason == reason else note for note in row.notes)
    return replace(row, notes=notes, marks=tuple(mark for mark in row.marks if mark[0] != "≈"))
