"""Tell which person each name of an article means: people are distinct until something says that they are one.

One person where names agree, marks and all, and a body agrees; a known person too where a body's place agrees, or the
text speaks of his body or place and gives him no other. Everybody else of that name is another person, by an IRI that
holds the body, and that they are one is proposed. A pure function of all texts and what is known, so that the order in
which articles are read does not matter.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from graph.limits import LIMITS
from loaders.articles.claims.printed_names import concept_of_body, nominative
from loaders.articles.claims.text_people import KnownPerson, Text, TextPeople
from loaders.articles.mentions.bodies import LED, kind_of_body
from loaders.articles.mentions.marks import base_of, is_cyrillic, is_full, mark_hash, may_be, written
from loaders.articles.mentions.vietnamese_names import skeleton, transcribe
from loaders.articles.records import Election, Item, Participation, PrintedName, Role, Speech

SAME_NAME: Final = "The name is the same, in another body or place; no source says that they are one."
WITHOUT_MARKS: Final = "The name is printed without its marks, and could be this one's."
OF_PLACE: Final = "The name is known, and the person's known body is of the same place."
OF_TEXT: Final = "The name is known, and the report speaks of the person's body or place."
BARE: Final = "The name is printed without its marks; the body agrees."
ELSEWHERE: Final = "The same name in the same body as in other reports."


@dataclass(eq=False)
class _Seen:
    """A name in a text, or a known person (without a text), with what tells who it is."""

    key: str
    text: Text | None = None
    known: KnownPerson | None = None
    forms: dict[str, None] = field(default_factory=dict)
    bodies: Counter[str] = field(default_factory=Counter)
    years: set[str] = field(default_factory=set)
    base: str = ""
    own: "_Person | None" = None
    part: int = 0

    @property
    def person(self) -> "_Person":
        assert self.own is not None
        return self.own

    @property
    def full(self) -> str:
        """The form with all marks, where one is printed."""
        return next((written(form) for form in self.forms if is_full(form)), "")

    def may_be(self, form: str) -> bool:
        """Whether the forms seen allow another one."""
        return all(is_cyrillic(own) or may_be(own, form) for own in self.forms)


@dataclass(eq=False)
class _Person:
    """Those seen that are one person."""

    seen: list[_Seen]
    slug: str = ""
    short: str = ""

    def __post_init__(self) -> None:
        self.full = next((one.full for one in self.seen if one.full), "")

    @property
    def known(self) -> KnownPerson | None:
        return next((one.known for one in self.seen if one.known), None)

    @property
    def bodies(self) -> Counter[str]:
        return sum((one.bodies for one in self.seen), Counter[str]())

    @property
    def form(self) -> str:
        """The form that stands for the name: with marks where it is printed so."""
        return self.full or min(f for one in self.seen for f in (*one.forms, one.key))

    def join(self, other: "_Person") -> None:
        """Make two one, unless their names differ by their marks or both are known."""
        if other is self or (self.known and other.known):
            return
        if self.full and other.full and self.full != other.full:
            return
        if any(not one.may_be(form) for form in (self.full, other.full) if form
               for one in (*self.seen, *other.seen)):  # fmt: skip
            return
        for one in other.seen:
            one.own = self
        self.seen += other.seen
        self.full = self.full or other.full


def people_of(texts: Iterable[Text], known: Sequence[KnownPerson]) -> dict[str, TextPeople]:
    """Return for each text (by hash) who its names mean."""
    every = sorted(texts, key=lambda text: (text.told, text.sha256))
    seen = [one for text in every for one in _seen_in(text)]
    seen += [_known(person) for person in known]
    _find_bases(seen)
    by_base: dict[str, list[_Seen]] = defaultdict(list)
    for one in seen:
        by_base[one.base].append(one)
    seen = []
    for base in sorted(by_base):
        several = [part for one in by_base[base] for part in _parted(one, by_base[base])]
        for one in several:
            one.own = _Person([one])
        _settle(several)
        seen += several
    people = list({id(one.person): one.person for one in seen}.values())
    _name(people, frozenset(person.slug for person in known))
    same = _may_be_one(people)
    found: dict[str, TextPeople] = {}
    own: dict[str, list[_Seen]] = defaultdict(list)
    for one in seen:
        if one.text:
            own[one.text.sha256].append(one)
    for text in every:
        found[text.sha256] = TextPeople(
            {one.key: one.person.slug for one in own[text.sha256] if not one.part},
            {(one.key, body): one.person.slug for one in own[text.sha256] if one.part for body in one.bodies},
            {one.key: reason for one in own[text.sha256] if (reason := _reason(one))},
            {
                one.key: tuple(same[id(one.person)])
                for one in own[text.sha256]
                if id(one.person) in same and one is _first(one.person)
            },
            {one.person.short: one.person.slug for one in own[text.sha256] if one.person.short},
        )
    return found


# -- what is seen --------------------------------------------------------------------------------------------------


def _seen_in(text: Text) -> list[_Seen]:
    found: dict[str, _Seen] = {}

    def of(key: str) -> _Seen:
        return found.setdefault(key, _Seen(key, text))

    for record in text.records:
        match record:
            case Role():
                of(record.person).bodies[record.body] += 1
                if record.as_of:
                    of(record.person).years.add(record.as_of.start[:4])
            case Election():
                of(record.person).bodies[record.body] += 1
            case Participation(named=None) if not concept_of_body(record.agent):
                if record.on_behalf_of:
                    of(record.agent).bodies[record.on_behalf_of] += 1
                of(record.agent)
            case Item(speaker=str(speaker)) | Speech(speaker=speaker):
                of(speaker)
            case PrintedName(kind="person"):
                of(record.slug).forms[nominative(record, text.language)] = None
            case _:
                pass
    return list(found.values())


def _known(person: KnownPerson) -> _Seen:
    return _Seen(person.slug, known=person, forms=dict.fromkeys(person.names), bodies=Counter(person.bodies))


def _find_bases(seen: Sequence[_Seen]) -> None:
    """Give each the letters of its name: what is printed in Cyrillic is looked for among names that are known or
    printed with their marks."""
    sounds: dict[str, set[str]] = defaultdict(set)
    for one in seen:
        latin = [form for form in one.forms if not is_cyrillic(form)]
        if latin:
            one.base = base_of(one.full or latin[0])
            for form in latin:
                if is_full(form):
                    sounds[skeleton(transcribe(form))].add(base_of(form))
    for one in seen:
        if not one.base:
            heard = {base for form in one.forms for base in sounds.get(skeleton(form), ())}
            one.base = heard.pop() if len(heard) == 1 else one.key


def _parted(one: _Seen, alike: Sequence[_Seen]) -> list[_Seen]:
    """Part a name without marks that a text gives two bodies, where these have people whose names differ by a mark."""
    if one.full or not one.text or len(one.bodies) < 2:
        return [one]
    by_form: dict[str, Counter[str]] = defaultdict(Counter)
    for body, times in one.bodies.items():
        fitting = _meant(one, _full_in([other for other in alike if body in other.bodies]))
        by_form[fitting[0] if len(fitting) == 1 else ""][body] = times
    named = [form for form in by_form if form]
    if len(named) < 2:
        return [one]
    by_form[named[0]] += by_form.pop("", Counter())
    return [
        replace(one, forms=dict(one.forms), bodies=by_form[form], part=at) for at, form in enumerate(named)
    ]


# -- who is one ----------------------------------------------------------------------------------------------------


def _settle(seen: list[_Seen]) -> None:
    """Join those of one name who are one person."""
    told: dict[str, list[_Seen]] = defaultdict(list)
    for one in seen:
        if one.text:
            told[one.text.told].append(one)
    for body in sorted({body for one in seen for body in one.bodies if _tells(body)}):
        _join_body([one for one in seen if body in one.bodies])
    for several in told.values():
        # A translation and its original tell of the same people.
        for one in several:
            if len([other for other in several if other.text is one.text]) == 1:
                several[0].person.join(one.person)
    known = [one for one in seen if one.known]
    for one in seen:
        if one.text and not one.person.known:
            fitting = [k for k in known if _fits(one, k)]
            if len(fitting) == 1:
                fitting[0].person.join(one.person)


def _tells(body: str) -> bool:
    """Whether a body is one that tells people apart, and not a class of bodies."""
    return concept_of_body(body) != "class-of-bodies"


def _join_body(members: list[_Seen]) -> None:
    """Join those of one name in one body: each with its marks, and without them where only one is meant."""
    full = _full_in(members)
    for same in full.values():
        for one in same[1:]:
            same[0].person.join(one.person)
    open_: dict[str, list[_Seen]] = defaultdict(list)
    for one in members:
        if one.full:
            continue
        fitting = _meant(one, full)
        if len(fitting) == 1:
            full[fitting[0]][0].person.join(one.person)
        else:
            open_[",".join(sorted(one.years)) if fitting else ""].append(one)
    for several in open_.values():
        for one in several[1:]:
            several[0].person.join(one.person)


def _full_in(members: Iterable[_Seen]) -> dict[str, list[_Seen]]:
    """Return the names that are printed with their marks, each with where."""
    full: dict[str, list[_Seen]] = defaultdict(list)
    for one in members:
        if one.full:
            full[one.full].append(one)
    return full


def _meant(one: _Seen, full: Mapping[str, list[_Seen]]) -> list[str]:
    """Return which of the names with marks a name without them can mean; of several the one told of at that time."""
    fitting = [form for form in full if one.may_be(form)]
    then = [form for form in fitting if any(one.years & other.years for other in full[form])]
    return then if len(then) == 1 else fitting


def _fits(one: _Seen, known: _Seen) -> bool:
    """Whether a known person is meant by a name that shares no body with him: his place or the text must say so."""
    if known.full and not one.may_be(known.full):
        return False
    if not known.full and one.full and not any(may_be(one.full, form) for form in known.forms):
        return False
    places = {place for body in known.bodies if (place := kind_of_body(body)[1]) not in (None, "viet-nam")}
    if one.person.bodies:
        return any(kind_of_body(body)[1] in places for body in one.person.bodies)
    assert one.text
    spoken = _bodies_of(one.text)
    return bool(spoken & known.bodies.keys()) or any(kind_of_body(body)[1] in places for body in spoken)


def _bodies_of(text: Text) -> frozenset[str]:
    """The bodies that a text speaks of."""
    return frozenset(r.slug for r in text.records if isinstance(r, PrintedName) and r.kind == "body")


# -- names and proposals -------------------------------------------------------------------------------------------


def _name(people: list[_Person], taken: frozenset[str]) -> None:
    """Give each person an IRI's slug: name and body, and a hash of the name with its marks where several share it."""
    by_slug: dict[str, list[_Person]] = defaultdict(list)
    for person in people:
        if person.known:
            person.slug = person.known.slug
            continue
        base = person.seen[0].base
        if body := _main_body(person.bodies):
            by_slug[f"{base}-{body}"].append(person)
        else:
            told = min(one.text.told for one in person.seen if one.text)
            by_slug[f"{base}-in-{told}"].append(person)
    for slug, several in by_slug.items():
        if len(several) == 1 and slug not in taken:
            several[0].slug = slug
            continue
        used: set[str] = set()
        for person in sorted(several, key=lambda p: (p.form, _texts(p))):
            person.short, person.slug = slug, f"{slug}-{mark_hash(person.form)}"
            if person.slug in used:
                person.slug = f"{person.slug}-{len(used)}"
            used.add(person.slug)


def _main_body(bodies: Counter[str]) -> str:
    """The body that tells a person best: a union or an association, else the one named most."""
    told = [body for body in bodies if _tells(body)] or list(bodies)
    return min(told, key=lambda b: (kind_of_body(b)[0] not in LED, -bodies[b], b), default="")


def _texts(person: _Person) -> tuple[str, ...]:
    return tuple(sorted(one.text.sha256 for one in person.seen if one.text))


def _first(person: _Person) -> _Seen:
    """Where a person is read of first: what is proposed of the person is said there, once."""
    read = [(one.text.told, one.text.sha256, one.key, one) for one in person.seen if one.text]
    return min(read, key=lambda told: told[:3])[3]


def _may_be_one(people: Sequence[_Person]) -> dict[int, list[tuple[str, str]]]:
    """Return for each person (by id) who else he may be: of several the known ones first, and no more than can be
    reviewed."""
    by_base: dict[str, list[_Person]] = defaultdict(list)
    for person in people:
        by_base[person.seen[0].base].append(person)
    found: dict[int, list[tuple[str, str]]] = {}
    for several in by_base.values():
        ordered = sorted(several, key=lambda p: (p.known is None, p.slug))
        for at, person in enumerate(ordered):
            others = [o for o in ordered[:at] if _compatible(person, o)]
            if others and not person.known:
                found[id(person)] = [
                    (o.slug, SAME_NAME if person.full == o.full else WITHOUT_MARKS)
                    for o in others[: LIMITS.homonyms]
                ]
    return found


def _compatible(one: _Person, other: _Person) -> bool:
    if one.full and other.full:
        return one.full == other.full
    full = one.full or other.full
    bare = other if one.full else one
    return not full or all(seen.may_be(full) for seen in bare.seen)


def _reason(one: _Seen) -> str:
    """Why a name means its person, where that is a judgement."""
    person = one.person
    if known := person.known:
        if one.bodies and not one.bodies.keys() & known.bodies and not _shares_with_text(one, known):
            return OF_PLACE
        if not one.bodies:
            return OF_TEXT
        return "" if any(form in known.names for form in one.forms) else BARE
    others = {
        other.text.told
        for other in person.seen
        if other.text and one.text and other.text.told != one.text.told
    }
    if person.full and not one.full and others:
        return BARE
    return ELSEWHERE if others else ""


def _shares_with_text(one: _Seen, known: KnownPerson) -> bool:
    return any(
        other.bodies.keys() & known.bodies
        for other in one.person.seen
        if other.text and other.text is one.text
    )
