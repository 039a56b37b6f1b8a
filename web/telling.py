"""Make rows of what is said of a thing: its values, the records that point to it, when they held, who says so.

One row is one statement with its evidence and the triples it stands for. Nothing is read from the store here, save
documents of the same number; what was read is given.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from graph.claims.as_of import TimeSpan
from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.prefixes import expand, shrink
from queries.read.rows import ask, text_of
from web.evidence import INFERRED, Apparatus, Triple, letters
from web.languages import Words
from web.layout import DERIVED_FROM, NUMBERS, SELF, Part
from web.statements import Detail, Group, Statement
from web.things import KINDS_OF_APPARATUS, Name, Names, Value, kind_of, reading
from web.views.timeline import Span

START, END = expand("schema:startDate"), expand("schema:endDate")
ENDED_BY = expand("hn:endedBy")
NUMBER = expand("schema:legislationIdentifier")
TYPE, LABEL = expand("rdf:type"), expand("rdfs:label")
RECORDS: Final = frozenset({"tenure", "membership", "participation", "citation"})
HOLDING: Final = frozenset({"tenure", "membership"})
"""Records of something that holds for a while: they have a place on a timeline, and a state on a day."""
TIMED: Final = frozenset({"event", "congress", "term", "speech"})
"""Things whose rows say when they were, with the evidence for it."""

SaidOf = Mapping[str, list[Term]]
"""Property -> values, of one thing."""


class Teller:
    """Makes the rows of one thing: `own` is what is said of it, `entailed` what of that only the rules say, `records`
    what is said of things that point to it.
    """

    def __init__(self, reader: Reader, iri: str, names: Names, apparatus: Apparatus) -> None:
        self.reader = reader
        self.iri = iri
        self.kind = kind_of(iri)
        self.names = names
        self.words: Words = names.words
        self.apparatus = apparatus
        self.own: dict[str, list[Term]] = {}
        self.entailed: set[tuple[str, Term | None]] = set()
        self.records: dict[str, dict[str, list[Term]]] = {}

    def _value_order(self, part: Part, value: Term) -> tuple[bool, str, str]:
        """Return what decides which values are shown: those that are attested first, then by a name or the text."""
        attested = bool(self.apparatus.claims((self.iri, part.iri, value)))
        text = text_of(value)
        name = self.names.order(text) if isinstance(value, NamedNode) else text.casefold()
        return (not attested, name.zfill(12) if name.isdigit() else name, str(value))

    def _when(self) -> tuple[Statement, ...]:
        """Return when it was, by each source: those that say the same together, those that differ side by side."""
        dates = [(self.iri, p, v) for p in (START, END) for v in self.own.get(p, ())]
        by_source: dict[str, dict[str, str]] = defaultdict(dict)
        for triple in dates:
            for said in self.apparatus.claims(triple):
                text, known = text_of(said.value), by_source[said.source]
                known[said.predicate] = max(known.get(said.predicate, ""), text)
        if not by_source:
            return tuple(self._statement(Part(shrink(p)), v) for _, p, v in dates)
        together: dict[tuple[str, str], set[str]] = defaultdict(set)
        for source, known in by_source.items():
            start, end = known.get(START, ""), known.get(END, "")
            together[start, "" if end == start else end].add(source)
        statements = []
        for (start, end), sources in sorted(together.items(), key=lambda one: (-len(one[0][0]), one[0])):
            triples = [t for t in dates if text_of(t[2]) in (start, end) and text_of(t[2])]
            notes = tuple(n for n in self.apparatus.notes(triples) if n.source.iri in sources)
            shown = self.words.date(f"{start}/{end}" if start and end else start or end)
            if not start:
                shown = self.words("until %(day)s", day=shown)
            statements.append(
                Statement(
                    (Value(shown, sort=start),),
                    notes,
                    letters(notes),
                    marks=self._marks(triples),
                    unspoken=self._unspoken(triples),
                    said=tuple(triples),
                )
            )
        return self._disputed(tuple(statements))

    def same_number(self) -> Group | None:
        """Return the other documents that bear the same number: a number names no document by itself."""
        if self.kind != "document":
            return None
        found: dict[str, list[Term]] = defaultdict(list)
        for row in ask(self.reader, "same-number", thing=self.iri):
            if row["number"] is not None:
                found[text_of(row["other"])].append(row["number"])
        self.names.fetch(self.reader, found)
        rows = []
        for iri in sorted(found):
            said: list[Triple] = [(iri, NUMBER, number) for number in found[iri]]
            link = self.names.link(iri)
            rows.append(
                Statement(
                    (link,), (), (), support="", of=iri, unspoken=self._unspoken(said), said=tuple(said)
                )
            )
        title = Name(self.words("the same number also names"), "")
        return Group("same-number", title, tuple(rows), len(rows)) if rows else None

    def _disputed(self, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        """Mark values of which only one can be true; one that is merely less exact does not disagree."""
        texts = {s.values[0].sort for s in statements if s.letters}
        if len(texts) < 2 or not any(
            not a.startswith(b) and not b.startswith(a) for a in texts for b in texts if a != b
        ):
            return statements
        mark = ("⇄", self.words("disputed"))
        return tuple(replace(s, marks=(*s.marks, mark)) if s.letters else s for s in statements)

    def _statement(self, part: Part, value: Term) -> Statement:
        triple: Triple = (self.iri, part.iri, value)
        notes = self.apparatus.notes([triple])
        shown = self.names.value(value, number=part.iri in NUMBERS)
        if part.name == "schema:inLanguage":
            shown = replace(shown, text=self.words.language(text_of(value)))
        return Statement(
            values=(shown,),
            notes=notes,
            letters=letters(notes),
            time=self._as_of([triple]),
            marks=self._marks([triple]),
            support="claims"
            if notes
            else "rule"
            if (part.iri, value) in self.entailed
            else self._support(part, self.iri),
            property=shrink(part.iri),
            said=(triple,),
        )

    def _rows(self, part: Part, thing: str) -> list[Statement]:
        """Return the rows of a thing that points here: the thing itself, or what its record says.

        A record with several subjects (a citation that two things make) has a row for each: they may
        rest on different claims.
        """
        record = self.records.get(thing, {})
        here = NamedNode(self.iri)
        link: Triple = (thing, part.iri, here)
        slots = part.slots or (RECORD_SLOTS.get(part.iri, ()) if kind_of(thing) in RECORDS else ())
        filled = [(p, v) for slot in slots for p, v in [_fill(slot, record, here)] if p]
        if not filled or filled[0][0] not in slots_in_full(slots[:1]):
            filled.insert(0, (SELF, []))
        head, heads = filled[0]
        details = tuple(
            Detail(_label(p, self.words), tuple(map(self.names.value, vs)), shrink(p)) for p, vs in filled[1:]
        )
        about = [(thing, p, v) for p, vs in filled[1:] if p != SELF for v in vs]
        times: list[Triple] = [(thing, p, v) for p in (START, END, ENDED_BY) for v in record.get(p, ())]
        about += times
        types = tuple(sorted(shrink(text_of(v)) for v in record.get(TYPE, ()) if isinstance(v, NamedNode)))
        rows = []
        for value in heads or [NamedNode(thing)]:
            own = (thing, head, value)
            triples = [own, *([link] if part.name != "hn:citing" or head == SELF else []), *about]
            if head == expand("hn:citing"):
                triples = [own]
            elif part.name == "hn:citing":
                triples = [link]
            notes = self.apparatus.notes(triples)
            rows.append(
                Statement(
                    values=(self.names.value(value),),
                    notes=notes,
                    letters=letters(notes),
                    details=details,
                    time=self._held(thing, record, [link, own, *about]),
                    marks=self._marks([own if head == expand("hn:citing") else link]),
                    record=self.names.link(thing) if head != SELF else None,
                    support="claims" if notes else self._support(part, thing),
                    unresolved=kind_of(thing) == "citation" and not record.get(expand("hn:cited")),
                    span=self._span(thing, value, record, [link, own, *about]),
                    property="" if head == SELF else shrink(head),
                    of=thing,
                    rev=shrink(part.iri),
                    types=types,
                    unspoken=self._unspoken(times),
                    said=(link, *([] if head == SELF else [own]), *about),
                )
            )
        return rows

    def _support(self, part: Part, subject: str) -> str:
        """Return what a statement without a claim rests on; of the vocabulary and the like there is nothing to say."""
        kind = kind_of(subject)
        silent = kind in KINDS_OF_APPARATUS or kind in ("concept", "ontology") or part.iri == DERIVED_FROM
        return "" if silent else "direct"

    # -- time and status -------------------------------------------------------------------------------------

    def _marks(self, triples: Iterable[Triple]) -> tuple[tuple[str, str], ...]:
        said = [one for triple in triples for one in self.apparatus.claims(triple)]
        if said and all(one.status == INFERRED for one in said):
            return (("≈", self.words("inferred")),)
        return ()

    def _span(self, thing: str, value: Term, record: SaidOf, triples: list[Triple]) -> Span | None:
        """Return what is known of the time of a record that holds for a while."""
        if kind_of(thing) not in HOLDING | TIMED:
            return None
        shown = self.names.value(value)
        times = TimeSpan(*(tuple(text_of(v) for v in record.get(p, ())) for p in (START, END, ENDED_BY)))
        return Span(
            shown.text,
            shown.lang,
            times.start,
            times.end,
            times.latest_end,
            tuple(_exact(self._as_of_days(triples))),
        )

    def _as_of_days(self, triples: Iterable[Triple]) -> list[str]:
        return sorted({s.as_of for triple in triples for s in self.apparatus.claims(triple) if s.as_of})

    def _as_of(self, triples: Iterable[Triple]) -> str:
        days = _exact(self._as_of_days(triples))
        if not days:
            return ""
        return self.words(
            "as of %(days)s", days=self.words.list([self.words.date(d) for d in days[: LIMITS.days_named]])
        )

    def _held(self, thing: str, record: SaidOf, triples: list[Triple]) -> str:
        """Say when a record held, and what no source says of that."""
        start = min(_exact([text_of(v) for v in record.get(START, ())]), default="")
        end = max(_exact([text_of(v) for v in record.get(END, ())]), default="")
        by = min((text_of(v) for v in record.get(ENDED_BY, ())), default="")
        days = _exact(self._as_of_days(triples))
        date = self.words.date
        pieces = []
        if start and end:
            pieces.append(date(f"{start}/{end}"))
        elif start and kind_of(thing) in TIMED:
            pieces.append(date(start))
        elif start:
            pieces.append(self.words("since %(day)s", day=date(start)))
        elif end:
            pieces.append(self.words("until %(day)s", day=date(end)))
        if by and not end:
            pieces.append(self.words("ended by %(day)s at the latest", day=date(by)))
        if days and not (start and end):
            pieces.append(
                self.words(
                    "attested %(days)s", days=self.words.list([date(d) for d in days[: LIMITS.days_named]])
                )
            )
        if kind_of(thing) == "tenure" and not start:
            pieces.append(self.words("no source says since when"))
        return "; ".join(pieces)

    def _unspoken(self, triples: Iterable[Triple]) -> tuple[Detail, ...]:
        """Return triples that a row says in words of its own, for readers of data in the page."""
        return tuple(
            Detail("", (self.names.value(value),), shrink(p)) for _, p, value in dict.fromkeys(triples)
        )


RECORD_SLOTS: Final = {
    expand(name): slots
    for name, slots in {
        "org:role": (("org:member", "hn:agent"), ("hn:post", "org:organization", "hn:event")),
        "hn:post": (("org:member",), ("hn:term",)),
        "hn:agent": (("hn:event",), ("org:role",)),
        "hn:event": (("hn:agent",), ("org:role",)),
        "hn:onBehalfOf": (("hn:agent",), ("hn:event",), ("org:role",)),
        "hn:citing": (("hn:cited", "hn:wording"), ("hn:refersTo",)),
        "hn:cited": (("hn:citing",), ("hn:wording",)),
        "hn:refersTo": (("hn:citing",), ("hn:wording",)),
        "hn:term": (("org:member",), ("hn:post",)),
        "org:member": (("hn:post", "org:organization"),),
        "org:organization": (("org:member",), ("hn:post",)),
        "prov:wasGeneratedBy": (("org:member",), ("hn:post",)),
    }.items()
}
"""How a record's row is filled where the layout does not say."""


def _exact(days: list[str]) -> list[str]:
    """Leave out a month or year where a day in it is given as well."""
    return [d for d in days if not any(other != d and other.startswith(d) for other in days)]


def _fill(slot: tuple[str, ...], record: SaidOf, here: NamedNode) -> tuple[str, list[Term]]:
    """Return the first property of a slot that a record has values for, with them; an empty property
    where none has.
    """
    for name in slot:
        if name == SELF:
            return SELF, []
        values = sorted((v for v in record.get(expand(name), ()) if v != here), key=str)
        if values:
            return expand(name), values
    return "", []


def slots_in_full(slots: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    """Return the properties of slots in full."""
    return frozenset(SELF if name == SELF else expand(name) for slot in slots for name in slot)


def _label(property_iri: str, words: Words) -> str:
    if property_iri in (
        SELF,
        expand("org:role"),
        expand("dct:type"),
        expand("hn:post"),
        expand("org:organization"),
    ):
        return ""
    return reading(property_iri, words).text
