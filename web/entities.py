"""Read what is known of one thing and arrange it: statements by meaning, each with its evidence, every group
counted.

The queries are fixed in number: what is said of the thing, how much points to it, one query for each group
that is shown, and then one each for the records behind the rows, the claims, their passages, their sources
and the names.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from pyoxigraph import Literal, NamedNode

from graph.claims.as_of import as_of
from graph.errors import NotFound
from graph.limits import LIMITS
from graph.store.reader import Reader, Term
from ontology.prefixes import expand, shrink
from ontology.properties import CONSEQUENCES, STRUCTURAL
from queries.read.inverse_links import CAP, InverseLinks, LinkPage
from queries.read.rows import ask, text_of
from queries.read.time_spans import time_spans
from web.evidence import Apparatus, Triple, claims_linking, letters
from web.languages import N_
from web.layout import IDENTITY, LAYOUTS, NAMES, SINGLE, Part, Section
from web.statements import (
    BY_RULE,
    WHOLE_NAMES,
    Block,
    Cut,
    Group,
    NameRow,
    Statement,
    Window,
)
from web.telling import END, HOLDING, LABEL, RECORD_SLOTS, RECORDS, START, TIMED, TYPE, Teller
from web.things import Name, Names, Value, kind_of, reading
from web.views.timeline import lay_out

SHOWN: Final = LIMITS.values_shown
PAGE: Final = LIMITS.values_a_page
SORTED: Final = LIMITS.values_sorted
"""As many things are put in order by their names or days; more are in the order of their IRIs, which costs nothing."""
TOGETHER: Final = LIMITS.things_a_query
"""As many records are read at once to see which of them hold on a day."""

T = TypeVar("T")


class Entity(Teller):
    """What was read of one thing, ready to be arranged."""

    def __init__(self, reader: Reader, iri: str, names: Names, apparatus: Apparatus) -> None:
        super().__init__(reader, iri, names, apparatus)
        self._keys: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.own = self._read_own()
        self.entailed = {
            (text_of(row["property"]), row["value"]) for row in ask(reader, "entailed-of", thing=iri)
        }
        self.incoming = InverseLinks(reader, iri)
        self.counts = self.incoming.counts
        self.entailed_incoming = {
            text_of(row["property"]): int(text_of(row["count"]))
            for row in ask(reader, "entailed-incoming-counts", thing=iri)
        }
        if not self.own and not self.counts and not ask(reader, "known", thing=iri):
            raise NotFound(
                names.words("Nothing is known of <%(iri)s>.", iri=iri),
                hint=names.words("Check the spelling, or search for a name."),
            )

    # -- reading ---------------------------------------------------------------------------------------------

    def _read_own(self) -> dict[str, list[Term]]:
        rows = ask(self.reader, "statements-of", things=[self.iri])
        if not rows:
            # Claims, passages and decisions are described in named graphs only.
            rows = ask(self.reader, "statements-of-anywhere", thing=self.iri)
        return _by_property(rows)

    def _read_records(self, things: Iterable[str]) -> None:
        wanted = [thing for thing in dict.fromkeys(things) if thing not in self.records]
        gathered: dict[str, dict[str, list[Term]]] = {thing: defaultdict(list) for thing in wanted}
        for at in range(0, len(wanted), TOGETHER):
            for row in ask(self.reader, "statements-of", things=wanted[at : at + TOGETHER]):
                if row["value"] is not None:
                    gathered[text_of(row["thing"])][text_of(row["property"])].append(row["value"])
        self.records.update(gathered)

    def _read_keys(self, part: Part, things: Sequence[str]) -> None:
        """Look up what things are put in order by, and nothing else of them."""
        for at in range(0, len(things), TOGETHER):
            some = things[at : at + TOGETHER]
            for row in ask(self.reader, "values-of", things=some, property=_key_of(part)):
                self._keys[_key_of(part), text_of(row["thing"])].append(text_of(row["value"]))

    # -- arranging -------------------------------------------------------------------------------------------

    def cut(self, window: Window) -> Cut:
        """Return what one page or document says: the thing as a whole, or some rows of the group asked for.

        Raises NotFound for a group or a page that there is not.
        """
        rows = self._name_rows()
        names = tuple(_cut(rows, window) if window.group == WHOLE_NAMES else rows[:PAGE])
        blocks: tuple[Block, ...] = ()
        more = window.group == WHOLE_NAMES and len(rows) > window.page * PAGE
        if window.group == WHOLE_NAMES:
            self.apparatus.take(self.reader, [self.iri])
        else:
            blocks, more = self._blocks(window)
        if window.group in ("", WHOLE_NAMES):  # the blocks have read the claims
            names = tuple(self._with_notes(row) for row in names)
        if window.page > 1 and not (names if window.group == WHOLE_NAMES else any(b.groups for b in blocks)):
            raise NotFound(
                self.words("There is no page %(page)s of this.", page=window.page),
                hint=self.words("The page itself lists its groups."),
            )
        follows = () if window.group else tuple(self._follow(part) for part in self._by_rule())
        return Cut(window, blocks, follows, names, len(rows), more)

    def _blocks(self, window: Window) -> tuple[tuple[Block, ...], bool]:
        sections: tuple[Section, ...] = LAYOUTS.get(self.kind, ())
        sections = (*sections, *self._rest([part for section in sections for part in section.parts]))
        if window.group.startswith(BY_RULE):
            parts = tuple(part for part in self._by_rule() if BY_RULE + part.key == window.group)
            groups = tuple(self._follow(part, window) for part in parts)
            more = any(group.count > window.page * PAGE for group in groups)
            if groups:
                shown = tuple(group for group in groups if group.statements)
                return (Block(self.words(N_("What follows from this")), shown),), more
            sections = ()
        elif window.group:
            sections = tuple(
                Section(s.title, parts)
                for s in sections
                if (parts := tuple(p for p in s.parts if p.key == window.group))
            )
        if window.group and not sections:
            raise NotFound(
                self.words("There is no group %(group)s on this page.", group=window.group),
                hint=self.words("The page itself lists its groups."),
            )
        chosen = {part.key: self._chosen(part, window) for s in sections for part in s.parts if part.inverse}
        cut = {key: self._shown(one, window) for key, one in chosen.items()}
        self._read_records(thing for things in cut.values() for thing in things)
        self._prepare(cut)
        blocks = []
        more = False
        for section in sections:
            arranged: list[Group] = []
            for part in section.parts:
                group = self._group(part, chosen.get(part.key), cut.get(part.key, []), window)
                if group is not None:
                    arranged.append(group)
                    more = more or group.count > window.page * PAGE or group.capped
            if section.title == IDENTITY and not window.group and (same := self.same_number()) is not None:
                arranged.append(same)
            if arranged:
                blocks.append(Block(self.words(section.title), tuple(arranged)))
        if window.group and more:
            more = any(one.after(window) for one in chosen.values()) if chosen else more
        return tuple(blocks), more

    def rows(self, part: Part, *, most: int = CAP) -> tuple[Statement, ...]:
        """Return the rows of a backward part, at most so many: for pages that are about one thing only."""
        things = self._chosen(part, Window()).things[:most]
        self._read_records(things)
        self._prepare({part.key: things})
        return tuple(row for thing in things for row in self._rows(part, thing))

    def _chosen(self, part: Part, window: Window) -> "_Chosen":
        """Return a chunk of the things of a backward part, sorted: on a day, those that hold on it."""
        number = 0 if window.at else _chunk_of(window)
        chunk = self.incoming.of_kinds(part.iri, part.kinds, number, whole=bool(window.group))
        things = self._sorted(part, chunk)
        hidden, least = 0, chunk.least
        if window.at and set(part.kinds) & HOLDING:
            held = self._holding(things, window.at)
            hidden, things = len(things) - len(held), held
        return _Chosen(things, number * CAP, chunk.more, hidden, least)

    def _sorted(self, part: Part, chunk: LinkPage) -> list[str]:
        """Put things in an order that is the same in every language, for it decides which of them are shown."""
        things = list(chunk.things)
        if len(things) > SORTED or chunk.more:
            things.sort()
        else:
            if part.sort or part.slots:
                self._read_keys(part, things)
            self.names.fetch(self.reader, things)
            things.sort(key=lambda t: (*self._order(part, t), self.names.order(t), t))
        return things

    def _holding(self, things: list[str], day: str) -> list[str]:
        """Return the records that hold on a day, and what has no time of its own."""
        spans = time_spans(self.reader, (thing for thing in things if kind_of(thing) in HOLDING))
        return [thing for thing in things if thing not in spans or as_of(spans[thing], day).holds]

    def _shown(self, chosen: "_Chosen", window: Window) -> list[str]:
        if not window.group:
            return chosen.things[:SHOWN]
        begin = (window.page - 1) * PAGE - chosen.before
        return chosen.things[begin : begin + PAGE]

    def _order(self, part: Part, thing: str) -> tuple[str, ...]:
        found = self._keys.get((_key_of(part), thing), ())
        if part.sort:
            return tuple(sorted(value.zfill(8) for value in found)[:1]) or ("~",)
        if part.name == "hn:citing":  # documents named first, then the words that name none
            return ("" if found else "~",)
        return tuple(sorted(found)[:1]) or ("~",)

    def _rest(self, parts: list[Part]) -> list[Section]:
        """Return sections for what the layout does not name: further statements, and what else points here."""
        forward = {part.iri for part in parts if not part.inverse}
        further = [
            Part(shrink(p))
            for p, values in self.own.items()
            if p not in forward and p not in STRUCTURAL and any((p, v) not in self.entailed for v in values)
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
            if p in whole or p in STRUCTURAL or self._follows_backward(p):
                continue
            kinds = {kind_of(t) for t in self.incoming.first(p).things} - named.get(p, set())
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

    def _follows_backward(self, property_iri: str) -> bool:
        """Whether things point here by a property only because a rule says so, beside another that says the same."""
        entailed = self.entailed_incoming.get(property_iri, 0)
        return entailed > 0 and (property_iri in CONSEQUENCES or entailed >= self.counts.get(property_iri, 0))

    def _prepare(self, cut: Mapping[str, Sequence[str]]) -> None:
        """Fetch claims and names for everything that will be shown."""
        things = [thing for shown in cut.values() for thing in shown]
        records = [t for t in things if kind_of(t) in RECORDS or kind_of(t) in TIMED]
        self.apparatus.take(self.reader, [self.iri, *records])
        plain = [t for t in things if t not in records]
        if plain:
            self.apparatus.add(self.reader, claims_linking(self.reader, plain, self.iri))
        mentioned: list[str] = [*things]
        for said in (self.own, *(self.records.get(t, {}) for t in things)):
            mentioned += [v.value for values in said.values() for v in values if isinstance(v, NamedNode)]
        self.names.fetch(self.reader, mentioned[: LIMITS.labels_a_page])

    def _group(self, part: Part, chosen: "_Chosen | None", cut: list[str], window: Window) -> Group | None:
        if self.kind in ("event", "congress") and part.iri in (START, END) and not part.inverse:
            said = self._when() if part.iri == START else ()
            title = Name(self.words("when"), "")
            return Group(part.key, title, said, len(said)) if said else None
        hidden, capped = 0, False
        if chosen is not None:
            statements = tuple(row for thing in cut for row in self._rows(part, thing))
            count, capped, hidden = chosen.before + chosen.count, chosen.more, chosen.hidden
        else:
            values = [
                v for v in self.own.get(part.iri, ()) if (part.iri, v) not in self.entailed
            ] or self.own.get(part.iri, [])
            values = sorted(values, key=lambda v: self._value_order(part, v))
            count = len(values)
            statements = tuple(self._statement(part, value) for value in _cut(values, window))
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
        if not window.group and (capped or count > len(cut if chosen is not None else statements)):
            more = self.names.links.entity(self.iri, group=part.key, at=window.at)
        spans = [s.span for s in statements if s.span is not None] if part.key in DRAWN else []
        return Group(part.key, title, statements, count, capped, more, lay_out(spans), hidden)

    # -- the rest of the page --------------------------------------------------------------------------------

    def _name_rows(self) -> tuple[NameRow, ...]:
        """Return the names by language, preferred ones first."""
        rows = []
        for property_iri in NAMES:
            for value in self.own.get(property_iri, ()):
                if not isinstance(value, Literal):
                    continue
                preferred = property_iri == NAMES[0]
                said: list[Triple] = [(self.iri, property_iri, value)]
                if value in self.own.get(LABEL, ()):
                    said.append((self.iri, LABEL, value))
                written = " ".join(shrink(p) for _, p, _ in said)
                rows.append(
                    NameRow(value.value, value.language or "", preferred, property=written, said=tuple(said))
                )
        return tuple(
            sorted(rows, key=lambda row: (row.lang, not row.preferred, row.text.casefold(), row.text))
        )

    def _with_notes(self, row: NameRow) -> NameRow:
        notes = self.apparatus.notes(row.said[:1])
        return replace(row, notes=notes, letters=letters(notes))

    def _by_rule(self) -> list[Part]:
        """Return what only the rules say, of the thing and of what points to it, property by property."""
        parts = [part for section in LAYOUTS.get(self.kind, ()) for part in section.parts]
        told = {part.iri for part in parts if part.inverse}
        forward = sorted({p for p, _ in self.entailed} - {LABEL})
        backward = sorted(
            p for p in self.counts if p not in told and p not in STRUCTURAL and self._follows_backward(p)
        )
        return [*(Part(shrink(p)) for p in forward), *(Part(shrink(p), inverse=True) for p in backward)]

    def _follow(self, part: Part, window: Window | None = None) -> Group:
        """Return some of what only the rules say by one property: the first of it, or what the window asks for."""
        window = window or Window()
        whole, statements, capped = [], [], False
        if part.inverse:
            number = _chunk_of(window)
            chunk = self.incoming.of_kinds(part.iri, (), number, whole=bool(window.group))
            chosen = _Chosen(self._sorted(part, chunk), number * CAP, chunk.more)
            count, capped = chosen.before + chunk.count, chunk.more
            shown = self._shown(chosen, window)
            self.names.fetch(self.reader, shown)
            for thing in shown:
                said: Triple = (thing, part.iri, NamedNode(self.iri))
                link = self.names.link(thing)
                statements.append(
                    Statement((link,), (), (), support="rule", of=thing, rev=shrink(part.iri), said=(said,))
                )
        else:
            whole = [v for p, v in self.entailed if p == part.iri and v is not None]
            self.names.fetch(self.reader, [v.value for v in whole if isinstance(v, NamedNode)][:CAP])
            whole.sort(key=lambda v: self._value_order(part, v))
            count = len(whole)
            for value in _cut(whole, window):
                shown_as = self.names.value(value)
                own: Triple = (self.iri, part.iri, value)
                statements.append(
                    Statement((shown_as,), (), (), support="rule", property=shrink(part.iri), said=(own,))
                )
        more = ""
        if not window.group and (capped or count > len(statements)):
            more = self.names.links.entity(self.iri, group=BY_RULE + part.key)
        title = reading(part.iri, self.words, inverse=part.inverse)
        return Group(BY_RULE + part.key, title, tuple(statements), count, capped, more)

    def kind_name(self) -> str:
        """Return what the thing is, as exactly as it is said: "directive", "union of friendship organizations"."""
        for name in ("dct:type", "org:classification"):
            kinds = [v for v in self.own.get(expand(name), ()) if isinstance(v, NamedNode)]
            if self.kind not in ("citation", "source", "congress") and kinds:
                return ", ".join(sorted(self.names.link(v.value).text for v in kinds))
        return ""

    def types(self) -> tuple[Value, ...]:
        """Return the kinds of thing it is said to be (not those that only follow)."""
        types = self.classes()
        stated = [v for v in types if (TYPE, v) not in self.entailed] or types
        return tuple(self.names.link(v.value) for v in stated)

    def classes(self) -> list[NamedNode]:
        """Return every class it is said to be of, by anyone or by rule."""
        return sorted((v for v in self.own.get(TYPE, ()) if isinstance(v, NamedNode)), key=str)


DRAWN: Final = frozenset(
    {
        "~org:member.tenure",
        "~hn:post.tenure",
        "~org:organization.tenure",
        "~org:member.membership",
        "~hn:termOf",
        "~schema:organizer.congress",
        "~schema:organizer.event",
    }
)
"""Groups that are drawn along an axis as well: roles, tenures of a post, the life of a body."""


def _key_of(part: Part) -> str:
    """Return the property by which the things of a backward part are put in order."""
    return expand(part.sort) if part.sort else expand("hn:cited") if part.name == "hn:citing" else START


@dataclass(frozen=True)
class _Chosen:
    """A chunk of things in order; `before` how many come before it, `hidden` how many do not hold on the day; there are
    `least` at least.
    """

    things: list[str]
    before: int = 0
    more: bool = False
    hidden: int = 0
    least: int = 0

    @property
    def count(self) -> int:
        """How many there are, at least."""
        return max(self.least, len(self.things))

    def after(self, window: Window) -> bool:
        """Whether there are rows after the page that the window asks for."""
        end = window.page * PAGE - self.before
        return len(self.things) > end or (self.more and end == CAP and not window.at)


def _chunk_of(window: Window) -> int:
    return (window.page - 1) * PAGE // CAP if window.group else 0


def _by_property(rows: Iterable[Mapping[str, Term | None]]) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = defaultdict(list)
    for row in rows:
        if row["value"] is not None and row["value"] not in found[text_of(row["property"])]:
            found[text_of(row["property"])].append(row["value"])
    return dict(found)


def _cut(things: Sequence[T], window: Window) -> list[T]:
    if not window.group:
        return list(things[:SHOWN])
    return list(things[(window.page - 1) * PAGE : window.page * PAGE])
