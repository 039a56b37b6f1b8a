"""Show what is claimed from a stretch of a text: what it says first, and apart from that the names and kinds that it
gives of what it speaks of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.claims.claim import EXPLICIT
from ontology.kinds import kind_of
from ontology.record_fields import NAMED_BY_RULE
from ontology.terms import dct, hn, oa, org, rdf, schema, skos
from queries.read.evidence import ClaimRecord
from queries.read.labels import Label
from queries.read.stretches import Span
from web.languages import N_
from web.page_context import firm_numbers
from web.urls import with_text_fragment
from web.views.entity.rows import names_instead
from web.views.evidence_notes import MARKS
from web.views.terms import RenderedTerm, TermRenderer, kind_word, property_label

SHOWN: Final = 4
"""Values of one property that are shown; the rest opens."""
LEAST: Final = 170
"""Letters of statements that are shown beside a stretch however short it is; beside a longer one as many as it has."""
NAME: Final = 60
"""Letters of a name that are shown beside a text; the whole of it stands on the page of its thing."""
_ASIDE: Final = frozenset(
    (
        rdf.type,
        skos.prefLabel,
        skos.altLabel,
        hn.contextName,
        dct.type,
        org.classification,
        oa.hasTarget,
        hn.wording,
        hn.number,
        hn.bodyCode,
        hn.territory,
        hn.ordinal,
        schema.position,
        schema.legislationIdentifier,
    )
)
"""What names a thing or says of what kind it is: it stands in the text for every reader to see."""
_ENDS: Final[Mapping[str, frozenset[str]]] = {
    "tenure": frozenset((org.member, org.organization, org.role, hn.post)),
    "membership": frozenset((org.member, org.organization)),
    "participation": frozenset((hn.event, hn.agent)),
    "post": frozenset((org.postIn, org.role)),
}
"""What the name of a record says already."""


@dataclass(frozen=True)
class ClaimLine:
    """One property of a thing with its values. `sign` and `status` tell a status that is not explicit; `ids` are what
    the marked words lead to, `back` leads to these words; `more` values open; `number` is that of the words in
    the text that cite a document.
    """

    property: Label
    values: tuple[RenderedTerm, ...]
    more: tuple[RenderedTerm, ...]
    sign: str
    status: str
    reason: str
    ids: tuple[str, ...]
    back: str
    passage: str
    claim: str
    original: str
    number: int = 0


@dataclass(frozen=True)
class Entry:
    """A thing that a stretch speaks of, or several of which it says the same (`more` open): `kind` is a word where the
    name does not tell it, `own` the IRI of the one thing. `ids`, as of a line; `further` are lines that are shown when
    it is chosen. Without a subject it is a citation, or says something of the source itself.
    """

    kind: str
    subjects: tuple[RenderedTerm, ...]
    lines: tuple[ClaimLine, ...]
    ids: tuple[str, ...] = ()
    further: tuple[ClaimLine, ...] = ()
    more: tuple[RenderedTerm, ...] = ()

    @property
    def letters(self) -> int:
        """About how many letters it is set in."""
        names = [len(one.text) + 2 for one in self.subjects]
        for line in self.lines:
            names += [
                len(line.property.text) + 2,
                len(line.status),
                *(len(one.text) + 2 for one in line.values),
            ]
            names += [12] if line.more else []
        return len(self.kind) + sum(names) + 14 * max(1, len(self.lines))  # a line that is begun is a line


@dataclass(frozen=True)
class Claimed:
    """What is claimed from a stretch: `entries` first, `rest` opens, and `aside` are lines that only name things.
    `count` counts statements.
    """

    entries: tuple[Entry, ...] = ()
    rest: tuple[Entry, ...] = ()
    aside: tuple[Entry, ...] = ()
    aside_count: int = 0
    count: int = 0


@dataclass
class _Anchors:
    """The places that have been given a target on the page: each is given once, where it is first shown."""

    given: set[Span] = field(default_factory=set)

    def of(self, spans: Iterable[Span]) -> tuple[str, ...]:
        fresh = [span for span in dict.fromkeys(spans) if span not in self.given]
        self.given.update(fresh)
        return tuple(f"p-{start}-{end}" for start, end in fresh)


Placed = tuple[Span, ClaimRecord]


def claimed(
    spans: Sequence[Span],
    claims: Mapping[Span, tuple[ClaimRecord, ...]],
    url: str,
    terms: TermRenderer,
    *,
    letters: int,
    numbers: Mapping[Span, int] = MappingProxyType({}),
    here: str = "",
) -> Claimed:
    """Return what is claimed from a stretch, whose places these are; `url` is the address of the original, and
    `letters` how much text it stands beside: about as much is shown, the rest opens. No line links to the passage
    `here`, on whose own page it stands.
    """
    by_subject: dict[str, list[Placed]] = {}
    for span in spans:
        for one in claims[span]:
            by_subject.setdefault(one.subject, []).append((span, one))
    maker = _Maker(terms, url, _Anchors(), numbers, here)
    main = [entry for subject, made in by_subject.items() if (entry := maker.entry(subject, made))]
    shown, rest = _cut(_together(main), max(LEAST, letters))
    aside = [entry for subject, made in by_subject.items() if (entry := maker.aside(subject, made))]
    return Claimed(
        tuple(shown),
        tuple(rest),
        tuple(aside),
        sum(len(line.values) + len(line.more) for entry in aside for line in entry.lines),
        sum(len({one.triple for _, one in made}) for made in by_subject.values()),
    )


def _together(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries with those put together that say one and the same of several things of a kind."""
    found: dict[object, Entry] = {}
    for number, entry in enumerate(entries):
        said = [(one.property, frozenset((*one.values, *one.more)), one.status) for one in entry.lines]
        alone = len(said) > 1 or not entry.subjects
        key = number if alone else (entry.kind, entry.subjects[0].kind, *said)
        held = found.get(key)
        found[key] = entry if held is None else _joined(held, entry)
    return list(found.values())


def _joined(held: Entry, entry: Entry) -> Entry:
    subjects = (*held.subjects, *held.more, *entry.subjects)
    lines = tuple(
        replace(one, ids=(*one.ids, *other.ids)) for one, other in zip(held.lines, entry.lines, strict=True)
    )
    ids = (*held.ids, *entry.ids)
    return replace(held, subjects=subjects[:SHOWN], more=subjects[SHOWN:], lines=lines, ids=ids)


def _cut(entries: Sequence[Entry], letters: int) -> tuple[list[Entry], list[Entry]]:
    """Return the entries that are shown, and those that open: as many as fit, at least one, and never one alone."""
    room = letters
    for number, entry in enumerate(entries):
        room -= entry.letters
        if room < 0 and 0 < number < len(entries) - 1:
            return list(entries[:number]), list(entries[number:])
    return list(entries), []


@dataclass
class _Maker:
    terms: TermRenderer
    url: str
    anchors: _Anchors
    numbers: Mapping[Span, int]
    here: str

    def entry(self, subject: str, made: Sequence[Placed]) -> Entry | None:
        """Return what is said first of a thing; None where it is only named."""
        kind = kind_of(subject)
        if kind == "citation":
            return self._citation(made)
        ends = _ENDS.get(kind, frozenset())
        said = [
            (span, one) for span, one in made if one.predicate not in _ASIDE and one.predicate not in ends
        ]
        if not said and kind not in NAMED_BY_RULE:
            return None
        word = kind_word(kind, self.terms.words) if kind in NAMED_BY_RULE else ""
        lines = tuple(self._lines(said))
        spans = [span for span, one in made if one.predicate in ends]
        return Entry(word, self._subject(subject, made), lines, self.anchors.of(spans))

    def aside(self, subject: str, made: Sequence[Placed]) -> Entry | None:
        """Return the names and kinds of a thing, in lines."""
        ends = _ENDS.get(kind_of(subject), frozenset())
        named = [(span, one) for span, one in made if one.predicate in _ASIDE or one.predicate in ends]
        if kind_of(subject) == "citation":
            named = [(span, one) for span, one in made if one.predicate not in _CITATION]
        if not named:
            return None
        lines = tuple(replace(one, original="") for one in self._lines(named))  # long addresses, and many
        return Entry("", self._subject(subject, named), lines)

    def _subject(self, subject: str, made: Sequence[Placed]) -> tuple[RenderedTerm, ...]:
        """Return a thing by its name; the source itself needs none where it speaks of itself."""
        return () if subject == made[0][1].source else (_shortened(self.terms.link(subject)),)

    def _citation(self, made: Sequence[Placed]) -> Entry:
        """Return what a citation names, and who cites by it."""
        words = self.terms.words
        by: dict[str, list[Placed]] = {}
        for span, one in made:
            by.setdefault(one.predicate, []).append((span, one))
        kind = next(
            (one.value.value for _, one in by.get(dct.type, ()) if isinstance(one.value, NamedNode)), ""
        )
        lines: list[ClaimLine] = []
        if named := by.get(hn.cited):
            number = self.numbers.get(named[0][0], 0)
            lines += (replace(one, number=number) for one in self._lines(named, Label(words("cites"), "")))
        elif meant := by.get(hn.refersTo):
            lines += self._lines(meant, Label(names_instead(kind, words), ""))
        elif wording := (by.get(hn.wording) or by.get(dct.type)):
            bare = self._line(names_instead(kind, words), wording, ())
            lines.append(bare)
        if candidates := by.get(hn.candidate):
            lines += self._lines(candidates, Label(words("may mean"), ""))
        further = tuple(self._lines(by.get(hn.citing, ()), Label(words("said of"), "")))
        ids = self.anchors.of(span for span, _ in by.get(hn.wording, ()))
        if not lines:  # nothing but who cites is claimed here: the words stand in a narrower place
            return Entry("", (_shortened(self.terms.link(made[0][1].subject)),), further, ids)
        return Entry("", (), tuple(lines), ids, further)

    def _lines(self, made: Iterable[Placed], name: Label | None = None) -> Iterable[ClaimLine]:
        grouped: dict[tuple[str, str], list[Placed]] = {}
        for span, one in made:
            grouped.setdefault((one.predicate, one.status), []).append((span, one))
        days = self._days(grouped)
        for (predicate, status), some in grouped.items():
            if days and predicate == schema.endDate and (schema.startDate, status) in grouped:
                continue
            if days and predicate == schema.startDate and (day := days.get(status)):
                when = self._line(self.terms.words("when"), some, (RenderedTerm(day),))
                yield when
                continue
            values = tuple(self._value(term) for term in dict.fromkeys(one.value for _, one in some))
            yield self._line(name or property_label(predicate, self.terms.words), some, values)

    def _days(self, grouped: Mapping[tuple[str, str], list[Placed]]) -> dict[str, str]:
        """Return by status from when to when something was, where one start and one end are given."""
        found = {}
        for (predicate, status), some in grouped.items():
            ends = grouped.get((schema.endDate, status), [])
            if predicate == schema.startDate and len(some) == len(ends) == 1:
                first, last = (one[0][1].value for one in (some, ends))
                if isinstance(first, Literal) and isinstance(last, Literal):
                    found[status] = self.terms.words.date(f"{first.value}/{last.value}")
        return found

    def _value(self, term: object) -> RenderedTerm:
        return _shortened(self.terms.render(term))  # type: ignore[arg-type]

    def _line(self, name: Label | str, some: Sequence[Placed], values: tuple[RenderedTerm, ...]) -> ClaimLine:
        span, first = some[0]
        links = self.terms.links
        outright = first.status == EXPLICIT
        more = values[SHOWN:] if len(values) > SHOWN + 1 else ()
        return ClaimLine(
            property=Label(name, "") if isinstance(name, str) else name,
            values=values[: len(values) - len(more)],
            more=more,
            sign="" if outright else MARKS.get(first.status, ""),
            status="" if outright else self.terms.link(first.status).text,
            reason=first.reason,
            ids=self.anchors.of(span for span, _ in some),
            back=f"#w-{span[0]}-{span[1]}" if span[1] else "",
            passage=links.entity(first.passage) if first.passage not in ("", self.here) else "",
            claim=links.entity(first.claim),
            original=with_text_fragment(self.url, first.printed),
        )


def _shortened(shown: RenderedTerm) -> RenderedTerm:
    """Return a term with a name that fits beside a text, cut between words."""
    text = shown.text if shown.href else firm_numbers(shown.text)
    if len(text) > NAME:
        cut = text.rfind(" ", NAME // 2, NAME - 1)
        text = text[: cut if cut > 0 else NAME - 1].rstrip(" ,;:") + " …"
    return replace(shown, text=text)


_CITATION: Final = frozenset((hn.cited, hn.refersTo, hn.candidate, hn.citing))
"""What a citation's own entry says."""

STATES: Final = {
    "here": "",
    "changed": N_(
        "A file that held the text of this source holds another text now. Marks would stand on wrong words, so what is "
        "shown are the printed words that are kept."
    ),
    "elsewhere": N_(
        "Texts are loaded here, and none of them is the one that was read: it is elsewhere, or was changed. Shown are "
        "the printed words that are kept."
    ),
    "not loaded": N_(
        "The text belongs to its publisher and is not loaded here. Shown are the printed words that are kept, in their "
        "order, with what is claimed from each."
    ),
    "never read": N_(
        "Nothing was read of this source word by word: what it says is kept without places in its text."
    ),
}
"""What is said where a source's text is not shown."""
