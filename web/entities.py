"""Read what is known of one thing and arrange it: statements by meaning, each with its evidence, every group
counted.

The queries are fixed in number: what is said of the thing, how much points to it, one query for each group
that is shown, and then one each for the records behind the rows, the claims, their passages, their sources
and the names.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from pyoxigraph import Literal, NamedNode

from graph.errors import NotFound
from graph.reader import Reader, Term
from ontology.prefixes import expand, shrink
from ontology.vocabulary import vocabulary
from web.ask import ask, text_of
from web.evidence import INFERRED, Apparatus, Note, Triple, claims_linking, letters
from web.languages import N_, Words
from web.layout import DERIVED_FROM, IDENTITY, LAYOUTS, NAMES, NUMBERS, SELF, SINGLE, UNTOLD, Part, Section
from web.things import Name, Names, Value, kind_of, reading
from web.timeline import Span, Timeline, holds, lay_out

SHOWN: Final = 10
PAGE: Final = 50
COUNTED: Final = 20_000
CAP: Final = 1000
"""Counts stop here: what is more is said to be more."""
SORTED: Final = 250
"""As many things are put in order by their names or days; more are in the order of their IRIs, which costs nothing."""

START, END = expand("schema:startDate"), expand("schema:endDate")
ENDED_BY = expand("hn:endedBy")
RECORDS: Final = frozenset({"tenure", "membership", "participation", "citation"})
HOLDING: Final = frozenset({"tenure", "membership"})
"""Records of something that holds for a while: they have a place on a timeline, and a state on a day."""
TIMED: Final = frozenset({"event", "congress", "term", "speech"})
"""Things whose rows say when they were, with the evidence for it."""


T = TypeVar("T")

SaidOf = Mapping[str, list[Term]]
"""Property -> values, of one thing."""


@dataclass(frozen=True)
class Detail:
    """What qualifies a row: a label (may be empty) and values."""

    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Statement:
    """One row: what is said, and by whom.

    `marks` are (sign, word) pairs for its status; `time` is a sentence on when it held; `support` is
    `claims`, `rule` (it follows from other statements) or `direct` (put in as it is, by a file).
    """

    values: tuple[Value, ...]
    notes: tuple[Note, ...]
    letters: tuple[str, ...]
    details: tuple[Detail, ...] = ()
    time: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    record: Value | None = None
    support: str = "claims"
    unresolved: bool = False
    span: Span | None = None


@dataclass(frozen=True)
class Group:
    """Statements of one meaning: the first of them, and how many there are (`capped`: at least so many)."""

    key: str
    title: Name
    statements: tuple[Statement, ...]
    count: int
    capped: bool = False
    more: str = ""
    timeline: Timeline | None = None
    hidden: int = 0


@dataclass(frozen=True)
class Block:
    """A section of the page as it is shown."""

    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class NameRow:
    """A name of the thing, with its language and evidence."""

    text: str
    lang: str
    preferred: bool
    notes: tuple[Note, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Window:
    """Which rows of which group are asked for; an empty group is the page as a whole. `at`: as of that day."""

    group: str = ""
    page: int = 1
    at: str = ""


class Entity:
    """What was read of one thing, ready to be arranged."""

    def __init__(self, reader: Reader, iri: str, names: Names, apparatus: Apparatus) -> None:
        self.reader = reader
        self.iri = iri
        self.names = names
        self.words: Words = names.words
        self.apparatus = apparatus
        self.own = self._read_own()
        self.entailed = {
            (text_of(row["property"]), row["value"]) for row in ask(reader, "entailed-of", thing=iri)
        }
        self.counts = incoming_counts(reader, iri)
        self.follows_backward = {
            text_of(row["property"])
            for row in ask(reader, "entailed-incoming-counts", thing=iri)
            if int(text_of(row["count"])) >= self.counts.get(text_of(row["property"]), 0)
        }
        if not self.own and not self.counts and not ask(reader, "known", thing=iri):
            raise NotFound(
                names.words("Nothing is known of <%(iri)s>.", iri=iri),
                hint=names.words("Check the spelling, or search for a name."),
            )
        self.kind = kind_of(iri)
        self._records: dict[str, dict[str, list[Term]]] = {}
        self._incoming: dict[str, tuple[str, ...]] = {}
        self._told: set[tuple[str, str]] = set()

    # -- reading ---------------------------------------------------------------------------------------------

    def _read_own(self) -> dict[str, list[Term]]:
        rows = ask(self.reader, "statements-of", things=[self.iri])
        if not rows:
            # Claims, passages and decisions are described in named graphs only.
            rows = ask(self.reader, "statements-of-anywhere", thing=self.iri)
        return _by_property(rows)

    def _from(self, property_iri: str) -> tuple[str, ...]:
        if property_iri not in self._incoming:
            found: tuple[str, ...] = ()
            if self.counts.get(property_iri):
                rows = ask(self.reader, "incoming", thing=self.iri, property=property_iri)
                found = tuple(dict.fromkeys(f.value for r in rows if isinstance(f := r["from"], NamedNode)))
            self._incoming[property_iri] = found
        return self._incoming[property_iri]

    def _read_records(self, things: Iterable[str]) -> None:
        wanted = [thing for thing in dict.fromkeys(things) if thing not in self._records]
        if not wanted:
            return
        gathered: dict[str, dict[str, list[Term]]] = {thing: defaultdict(list) for thing in wanted}
        for row in ask(self.reader, "statements-of", things=wanted):
            if row["value"] is not None:
                gathered[text_of(row["thing"])][text_of(row["property"])].append(row["value"])
        self._records.update(gathered)

    # -- arranging -------------------------------------------------------------------------------------------

    def blocks(self, window: Window) -> tuple[Block, ...]:
        """Return the sections of the page, or the one group that the window asks for."""
        sections = LAYOUTS.get(self.kind, ())
        parts = [part for section in sections for part in section.parts]
        rest = self._rest(parts)
        all_sections = [*sections, *rest]
        if window.group:
            all_sections = [
                Section(s.title, tuple(p for p in s.parts if p.key == window.group)) for s in all_sections
            ]
            if not any(s.parts for s in all_sections):
                raise NotFound(
                    self.words("There is no group %(group)s on this page.", group=window.group),
                    hint=self.words("The page itself lists its groups."),
                )
        chosen: dict[str, list[str]] = {}
        for section in all_sections:
            for part in section.parts:
                if part.inverse:
                    chosen[part.key] = self._chosen(part)
        cut = {key: _cut(things, window) for key, things in chosen.items()}
        self._read_records(thing for things in cut.values() for thing in things)
        self._prepare(cut)
        blocks = []
        for section in all_sections:
            groups = tuple(
                group
                for part in section.parts
                if (group := self._group(part, chosen.get(part.key, []), cut.get(part.key, []), window))
                is not None
            )
            if section.title == IDENTITY and not window.group and (same := self.same_number()) is not None:
                groups = (*groups, same)
            if groups:
                blocks.append(Block(self.words(section.title), groups))
        return tuple(blocks)

    def rows(self, part: Part, *, most: int = CAP) -> tuple[Statement, ...]:
        """Return the rows of a backward part, at most so many: for pages that are about one thing only."""
        things = self._chosen(part)[:most]
        self._read_records(things)
        self._prepare({part.key: things})
        return tuple(row for thing in things for row in self._rows(part, thing))

    def _chosen(self, part: Part) -> list[str]:
        """Return the things of a backward part, sorted, as many as are counted."""
        things = [t for t in self._from(part.iri) if not part.kinds or kind_of(t) in part.kinds]
        self._told.update((part.name, t) for t in things)
        if len(things) > SORTED:
            things.sort()
        else:
            if part.sort or part.slots:
                self._read_records(things)
            self.names.fetch(self.reader, things)
            things.sort(key=lambda t: (*self._order(part, t), self.names.name(t).text.casefold(), t))
        return things

    def _order(self, part: Part, thing: str) -> tuple[str, ...]:
        record = self._records.get(thing, {})
        if part.sort:
            return tuple(sorted(text_of(v).zfill(8) for v in record.get(expand(part.sort), ()))[:1]) or ("~",)
        if part.name == "hn:citing":  # documents named first, then the words that name none
            return ("~" if not record.get(expand("hn:cited")) else "",)
        return tuple(sorted(text_of(v) for v in record.get(START, ()))[:1]) or ("~",)

    def _rest(self, parts: list[Part]) -> list[Section]:
        """Return sections for what the layout does not name: further statements, and what else points here."""
        forward = {part.iri for part in parts if not part.inverse}
        further = [
            Part(shrink(p))
            for p, values in self.own.items()
            if p not in forward and p not in UNTOLD and any((p, v) not in self.entailed for v in values)
        ]
        named: dict[str, set[str]] = defaultdict(set)
        whole: set[str] = set()
        for part in parts:
            if part.inverse and part.kinds:
                named[part.iri].update(part.kinds)
            elif part.inverse:
                whole.add(part.iri)
        elsewhere = []
        for p in sorted(self.counts, key=lambda one: reading(one, self.words, inverse=True).text):
            if p in whole or p in UNTOLD or p in CONSEQUENCES or p in self.follows_backward:
                continue
            kinds = {kind_of(t) for t in self._from(p)} - named.get(p, set())
            if kinds:
                narrowed = tuple(sorted(kinds)) if p in named else ()
                elsewhere.append(Part(shrink(p), "", True, narrowed, RECORD_SLOTS.get(p, ())))
        sections = []
        if further:
            title = N_("What is said") if not parts else N_("Further statements")
            sections.append(Section(title, tuple(further)))
        if elsewhere:
            sections.append(Section(N_("Elsewhere"), tuple(elsewhere)))
        return sections

    def _prepare(self, cut: Mapping[str, list[str]]) -> None:
        """Fetch claims and names for everything that will be shown."""
        things = [thing for shown in cut.values() for thing in shown]
        records = [t for t in things if kind_of(t) in RECORDS or kind_of(t) in TIMED]
        self.apparatus.take(self.reader, [self.iri, *records])
        plain = [t for t in things if t not in records]
        if plain:
            self.apparatus.add(self.reader, claims_linking(self.reader, plain, self.iri))
        mentioned: list[str] = [*things]
        for said in (self.own, *(self._records.get(t, {}) for t in things)):
            mentioned += [v.value for values in said.values() for v in values if isinstance(v, NamedNode)]
        self.names.fetch(self.reader, mentioned[:4000])

    def _group(self, part: Part, things: list[str], cut: list[str], window: Window) -> Group | None:
        if self.kind in ("event", "congress") and part.iri in (START, END) and not part.inverse:
            said = self._when() if part.iri == START else ()
            title = Name(self.words("when"), "")
            return Group(part.key, title, said, len(said)) if said else None
        hidden = 0
        if part.inverse:
            statements = tuple(row for thing in cut for row in self._rows(part, thing))
            count = len(things)
            if window.at:
                held = tuple(s for s in statements if s.span is None or holds(s.span, window.at))
                hidden = len(statements) - len(held)
                statements, count = held, count - hidden
        else:
            values = [
                v for v in self.own.get(part.iri, ()) if (part.iri, v) not in self.entailed
            ] or self.own.get(part.iri, [])
            found = [self._statement(part, value) for value in values]
            found.sort(key=lambda s: (len(s.letters) == 0, s.values[0].sort))
            statements, count = tuple(_cut(found, window)), len(found)
            if part.iri in SINGLE:
                statements = self._disputed(statements)
        if all(s.span for s in statements) and len(statements) <= PAGE:
            statements = tuple(sorted(statements, key=lambda s: s.span.days[:1] if s.span else ()))
        if not statements and not hidden:
            return None
        title = (
            Name(self.words(part.title), "")
            if part.title
            else reading(part.iri, self.words, inverse=part.inverse)
        )
        more = ""
        if not window.group and count > len(statements):
            more = self.names.links.entity(self.iri, group=part.key)
        spans = [s.span for s in statements if s.span is not None] if part.key in DRAWN else []
        return Group(part.key, title, statements, min(count, CAP), count > CAP, more, lay_out(spans), hidden)

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
            together[known.get(START, ""), known.get(END, "")].add(source)
        statements = []
        for (start, end), sources in sorted(together.items(), key=lambda one: (-len(one[0][0]), one[0])):
            triples = [t for t in dates if text_of(t[2]) in (start, end)]
            notes = tuple(n for n in self.apparatus.notes(triples) if n.source.iri in sources)
            shown = self.words.date(f"{start}/{end}" if start and end else start or end)
            if not start:
                shown = self.words("until %(day)s", day=shown)
            statements.append(
                Statement((Value(shown, sort=start),), notes, letters(notes), marks=self._marks(triples))
            )
        return self._disputed(tuple(statements))

    def same_number(self) -> Group | None:
        """Return the other documents that bear the same number: a number names no document by itself."""
        if self.kind != "document":
            return None
        found = [text_of(row["other"]) for row in ask(self.reader, "same-number", thing=self.iri)]
        self.names.fetch(self.reader, found)
        rows = tuple(Statement((self.names.link(iri),), (), (), support="") for iri in sorted(set(found)))
        return (
            Group("same-number", Name(self.words("the same number also names"), ""), rows, len(rows))
            if rows
            else None
        )

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
            shown = Value(self.words.language(text_of(value)))
        return Statement(
            values=(shown,),
            notes=notes,
            letters=letters(notes),
            time=self._as_of([triple]),
            marks=self._marks([triple]),
            support="claims" if notes else "rule" if (part.iri, value) in self.entailed else "direct",
        )

    def _rows(self, part: Part, thing: str) -> list[Statement]:
        """Return the rows of a thing that points here: the thing itself, or what its record says.

        A record with several subjects (a citation that two things make) has a row for each: they may
        rest on different claims.
        """
        record = self._records.get(thing, {})
        here = NamedNode(self.iri)
        link: Triple = (thing, part.iri, here)
        slots = part.slots or (RECORD_SLOTS.get(part.iri, ()) if kind_of(thing) in RECORDS else ())
        filled = [(p, v) for slot in slots for p, v in [_fill(slot, record, here)] if p]
        if not filled or filled[0][0] not in slots_in_full(slots[:1]):
            filled.insert(0, (SELF, []))
        head, heads = filled[0]
        details = tuple(
            Detail(_label(p, self.words), tuple(map(self.names.value, vs))) for p, vs in filled[1:]
        )
        about = [(thing, p, v) for p, vs in filled[1:] if p != SELF for v in vs]
        about += [(thing, p, v) for p in (START, END, ENDED_BY) for v in record.get(p, ())]
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
                    support="claims" if notes else "" if part.iri == DERIVED_FROM else "direct",
                    unresolved=kind_of(thing) == "citation" and not record.get(expand("hn:cited")),
                    span=self._span(thing, value, record, [link, own, *about]),
                )
            )
        return rows

    # -- time and status -------------------------------------------------------------------------------------

    def _marks(self, triples: Iterable[Triple]) -> tuple[tuple[str, str], ...]:
        said = [one for triple in triples for one in self.apparatus.claims(triple)]
        if said and all(one.status == INFERRED for one in said):
            return (("≈", self.words("inferred")),)
        return ()

    def _span(self, thing: str, value: Term, record: SaidOf, triples: list[Triple]) -> Span | None:
        """Return what is known of the time of a record that holds for a while."""
        if kind_of(thing) not in HOLDING:
            return None
        shown = self.names.value(value)
        return Span(
            shown.text,
            shown.lang,
            min((text_of(v) for v in record.get(START, ())), default=""),
            max((text_of(v) for v in record.get(END, ())), default=""),
            min((text_of(v) for v in record.get(ENDED_BY, ())), default=""),
            tuple(_exact(self._as_of_days(triples))),
        )

    def _as_of_days(self, triples: Iterable[Triple]) -> list[str]:
        return sorted({s.as_of for triple in triples for s in self.apparatus.claims(triple) if s.as_of})

    def _as_of(self, triples: Iterable[Triple]) -> str:
        days = _exact(self._as_of_days(triples))
        if not days:
            return ""
        return self.words("as of %(days)s", days=self.words.list([self.words.date(d) for d in days[:6]]))

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
            pieces.append(self.words("attested %(days)s", days=self.words.list([date(d) for d in days[:6]])))
        if kind_of(thing) == "tenure" and not start:
            pieces.append(self.words("no source says since when"))
        return "; ".join(pieces)

    # -- the rest of the page --------------------------------------------------------------------------------

    def name_rows(self) -> tuple[NameRow, ...]:
        """Return the names by language, preferred ones first."""
        rows = []
        for property_iri in NAMES:
            for value in self.own.get(property_iri, ()):
                if isinstance(value, Literal):
                    notes = self.apparatus.notes([(self.iri, property_iri, value)])
                    preferred = property_iri == NAMES[0]
                    rows.append(NameRow(value.value, value.language or "", preferred, notes, letters(notes)))
        return tuple(sorted(rows, key=lambda row: (row.lang, not row.preferred, row.text.casefold())))

    def follows(self) -> tuple[Group, ...]:
        """Return what only the rules say, for the closed list at the end."""
        by_property: dict[str, list[Value]] = defaultdict(list)
        for property_iri, value in self.entailed:
            if value is not None and property_iri != expand("rdfs:label"):
                by_property[property_iri].append(self.names.value(value))
        groups = []
        for property_iri in sorted(by_property):
            statements = tuple(
                Statement((value,), (), (), support="rule")
                for value in sorted(by_property[property_iri], key=lambda v: v.sort)[:SHOWN]
            )
            groups.append(
                Group(
                    property_iri,
                    reading(property_iri, self.words),
                    statements,
                    len(by_property[property_iri]),
                )
            )
        return tuple(groups)

    def kind_name(self) -> str:
        """Return what the thing is, as exactly as it is said: "directive", "union of friendship organizations"."""
        for name in ("dct:type", "org:classification"):
            kinds = [v for v in self.own.get(expand(name), ()) if isinstance(v, NamedNode)]
            if self.kind not in ("citation", "source", "congress") and kinds:
                return ", ".join(sorted(self.names.link(v.value).text for v in kinds))
        return ""

    def types(self) -> tuple[Value, ...]:
        """Return the kinds of thing it is said to be (not those that only follow)."""
        types = [v for v in self.own.get(expand("rdf:type"), ()) if isinstance(v, NamedNode)]
        stated = [v for v in types if (expand("rdf:type"), v) not in self.entailed] or types
        return tuple(self.names.link(v.value) for v in stated)


DRAWN: Final = frozenset({"~org:member.tenure", "~hn:post.tenure", "~org:organization.tenure"})
"""Groups that are drawn along an axis as well."""

CONSEQUENCES: Final = frozenset(
    expand(name)
    for name in (
        "schema:citation", "oa:hasBody", "org:memberOf", "schema:contributor", "prov:generated", "eli:cites",
        "schema:attendee", "schema:performer", "eli:passed_by", "eli:type_document", "schema:legislationType",
        "eli:related_to", "dct:replaces", "dct:relation", "schema:about", "oa:hasSource",
    )
)  # fmt: skip
"""Properties that the rules state beside one of ours: backwards they would show every row twice."""

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


def incoming_counts(reader: Reader, iri: str) -> dict[str, int]:
    """Return property -> how many things point to this one by it; of a hub, at least so many."""
    counts = {
        text_of(row["property"]): int(text_of(row["count"]))
        for row in ask(reader, "incoming-counts", thing=iri)
    }
    if sum(counts.values()) > COUNTED:
        known = [term.iri for term in vocabulary().of_kind("property", ours=False)]
        for row in ask(reader, "points-here", thing=iri, properties=known):
            counts.setdefault(text_of(row["property"]), CAP + 1)
    return counts


def _by_property(rows: Iterable[Mapping[str, Term | None]]) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = defaultdict(list)
    for row in rows:
        if row["value"] is not None and row["value"] not in found[text_of(row["property"])]:
            found[text_of(row["property"])].append(row["value"])
    return dict(found)


def _cut(things: list[T], window: Window) -> list[T]:
    if not window.group:
        return things[:SHOWN]
    return things[(window.page - 1) * PAGE : window.page * PAGE]


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
