"""What stands where on the page of each kind of thing: a table, read by `web.entities`.

A part is one property, forwards or backwards. Backwards through a record (a tenure, a membership, a
participation, a citation) a part says which of the record's own properties make up the row, so that the
reader sees the post and not the record of its holding. What a layout does not name is not lost: it follows
under a heading of its own.
"""

from dataclasses import dataclass, field
from typing import Final

from ontology.prefixes import expand
from web.languages import N_

Slots = tuple[tuple[str, ...], ...]
"""Properties of a record that fill a row: the first slot is the row's subject, the others qualify it; of the
alternatives in a slot the first that has a value is taken."""


@dataclass(frozen=True)
class Part:
    """One group of a page. `kinds` narrows a backward part to records or things of these kinds; `sort`
    orders its rows.
    """

    name: str
    title: str = ""
    inverse: bool = False
    kinds: tuple[str, ...] = ()
    slots: Slots = ()
    sort: str = ""

    @property
    def iri(self) -> str:
        """The property in full; one that no prefix shortens stands as it is."""
        return self.name if "://" in self.name or self.name.startswith("urn:") else expand(self.name)

    @property
    def key(self) -> str:
        """What names the group in an address: `org:member`, `~org:member.tenure`."""
        return ("~" if self.inverse else "") + ".".join((self.name, *self.kinds))


@dataclass(frozen=True)
class Section:
    """Groups under one heading."""

    title: str
    parts: tuple[Part, ...] = field(default=())


def _to(name: str, title: str = "", *kinds: str, slots: Slots = (), sort: str = "") -> Part:
    return Part(name, title, True, kinds, slots, sort)


def _of(*names: str) -> tuple[Part, ...]:
    return tuple(Part(name) for name in names)


SELF: Final = "self"
"""In a slot: the thing itself, by its name."""

HOLDING: Final[Slots] = (
    ("hn:post", "org:role"),
    ("org:organization",),
    ("hn:term",),
    ("prov:wasGeneratedBy",),
)
HOLDER: Final[Slots] = (("org:member",), ("hn:post", "org:role"), ("hn:term",), ("prov:wasGeneratedBy",))
PRESENCE: Final[Slots] = (("hn:event",), ("org:role",), ("hn:onBehalfOf",))
PRESENT: Final[Slots] = (("hn:agent",), ("org:role",), ("hn:onBehalfOf",))
CITED: Final[Slots] = (("hn:cited", "hn:wording"), ("hn:refersTo",), ("dct:type",))
MEANT: Final[Slots] = (("hn:wording",), ("hn:citing",))
CITING: Final[Slots] = (("hn:citing",), ("hn:wording",), ("dct:type",))

IDENTITY: Final = N_("Identity")

TASKS: Final = Section(N_("Contents"), (_to("schema:isPartOf", N_("tasks"), "task", sort="schema:position"),))
CITES: Final = Section(N_("Documents cited"), (_to("hn:citing", N_("cites"), "citation", slots=CITED),))
CITED_BY: Final = Section(
    N_("Cited by"),
    (
        _to("hn:cited", N_("cited by"), "citation", slots=CITING),
        _to("hn:refersTo", N_("named in citations"), "citation", slots=CITING),
        _to("hn:candidate", N_("may be meant in"), "citation", slots=MEANT),
    ),
)
WHEN_AND_WHERE: Final = (
    "dct:type",
    "schema:startDate",
    "schema:endDate",
    "schema:location",
    "schema:organizer",
    "schema:superEvent",
    "hn:commemorates",
)
HAPPENINGS: Final = Section(
    N_("What happened"),
    (
        _to("schema:superEvent", N_("parts"), "event", "congress"),
        _to("prov:wasGeneratedBy", N_("elected"), "tenure", slots=HOLDER),
        _to("hn:signedAt", N_("signed here"), "programme"),
        _to("hn:givenAt", N_("speeches"), "speech", slots=((SELF,), ("schema:creator",))),
    ),
)
TAKING_PART: Final = Section(
    N_("Took part in"), (_to("hn:agent", N_("events"), "participation", slots=PRESENCE),)
)
PARTICIPANTS: Final = Section(
    N_("Who took part"), (_to("hn:event", N_("participants"), "participation", slots=PRESENT),)
)

LAYOUTS: Final[dict[str, tuple[Section, ...]]] = {
    "person": (
        Section(N_("Roles"), (_to("org:member", N_("posts"), "tenure", slots=HOLDING),)),
        Section(
            N_("Said"),
            (
                _to(
                    "schema:creator",
                    N_("speeches"),
                    "speech",
                    slots=((SELF,), ("hn:givenAt",), ("hn:addressee",)),
                ),
            ),
        ),
        TAKING_PART,
    ),
    "organisation": (
        Section(
            N_("What it is"),
            (
                *_of("org:classification", "hn:territory", "org:subOrganizationOf"),
                _to("org:subOrganizationOf", ""),
                _to("org:postIn", N_("posts")),
            ),
        ),
        Section(N_("People"), (_to("org:organization", N_("holders of posts"), "tenure", slots=HOLDER),)),
        Section(
            N_("Members"),
            (_to("org:organization", N_("bodies"), "membership", slots=(("org:member",),)),),
        ),
        Section(
            N_("Member of"),
            (_to("org:member", N_("bodies"), "membership", slots=(("org:organization",),)),),
        ),
        Section(
            N_("Congresses and terms"),
            (
                _to("schema:organizer", N_("congresses"), "congress"),
                _to("hn:termOf", N_("terms"), sort="hn:ordinal"),
            ),
        ),
        Section(
            N_("Programmes and documents"),
            (
                _to("hn:signatory", N_("signed"), "programme"),
                _to("schema:creator", N_("drew up"), "programme", "document"),
                _to("schema:legislationPassedBy", N_("issued"), "document"),
            ),
        ),
        Section(
            N_("Events"),
            (
                _to("schema:organizer", N_("organised"), "event"),
                _to("hn:agent", N_("took part in"), "participation", slots=PRESENCE),
                _to("hn:addressee", N_("addressed in"), "speech", "recommendation"),
            ),
        ),
        CITED_BY,
    ),
    "post": (
        Section(N_("What it is"), _of("org:postIn", "org:role", "hn:seats")),
        Section(
            N_("Held by"),
            (
                _to(
                    "hn:post",
                    N_("holders"),
                    "tenure",
                    slots=(("org:member",), ("hn:term",), ("prov:wasGeneratedBy",)),
                ),
            ),
        ),
    ),
    "congress": (
        Section(
            N_("When and where"),
            _of("schema:organizer", "hn:ordinal", "hn:term", *WHEN_AND_WHERE[:4], *WHEN_AND_WHERE[5:]),
        ),
        HAPPENINGS,
        PARTICIPANTS,
        CITES,
        CITED_BY,
    ),
    "event": (Section(N_("When and where"), _of(*WHEN_AND_WHERE)), HAPPENINGS, PARTICIPANTS, CITES),
    "document": (
        Section(
            IDENTITY,
            _of(
                "schema:legislationIdentifier",
                "dct:type",
                "dct:title",
                "schema:legislationPassedBy",
                "schema:creator",
                "schema:legislationDate",
                "hn:term",
                "hn:number",
                "hn:bodyCode",
                "hn:year",
            ),
        ),
        Section(
            N_("Above and below"),
            (
                *_of("hn:implements", "hn:follows", "hn:replaces", "eli:based_on"),
                _to("hn:implements"),
                _to("hn:follows"),
                _to("hn:replaces"),
                _to("eli:based_on"),
            ),
        ),
        CITED_BY,
        CITES,
    ),
    "programme": (
        Section(
            N_("Parties and period"),
            _of("dct:type", "dct:temporal", "schema:creator", "hn:signatory", "hn:signedAt"),
        ),
        TASKS,
        CITES,
    ),
    "speech": (
        Section(N_("Who, where, to whom"), _of("schema:creator", "hn:givenAt", "hn:addressee")),
        Section(
            N_("Recommendations"),
            (_to("schema:isPartOf", N_("in order"), "recommendation", sort="schema:position"),),
        ),
        CITES,
    ),
    "task": (Section(N_("Where it stands"), _of("schema:isPartOf", "schema:position")), CITES),
    "recommendation": (
        Section(N_("Where it stands"), _of("schema:isPartOf", "schema:position", "hn:addressee")),
        CITES,
    ),
    "place": (
        Section(
            N_("Where it is"),
            (*_of("dct:type", "schema:containedInPlace"), _to("schema:containedInPlace", N_("contains"))),
        ),
        Section(N_("Bodies"), (_to("hn:territory", N_("bodies"), "organisation"),)),
        Section(N_("Events"), (_to("schema:location", N_("held here"), "event", "congress"),)),
    ),
    "term": (
        Section(N_("What it is"), _of("hn:termOf", "hn:ordinal", "schema:startDate", "schema:endDate")),
        Section(
            N_("In this term"),
            (
                _to("hn:term", N_("opened by"), "congress"),
                _to("hn:term", N_("holders of posts"), "tenure", slots=HOLDER),
                _to("hn:term", N_("documents"), "document"),
                _to("dct:temporal", N_("programmes"), "programme"),
            ),
        ),
        CITED_BY,
    ),
    "period": (
        Section(N_("What it is"), _of("schema:startDate", "schema:endDate")),
        Section(N_("In this period"), (_to("dct:temporal", N_("programmes"), "programme"),)),
    ),
    "tenure": (
        Section(
            N_("Who, what, when"),
            _of(
                "org:member",
                "hn:post",
                "org:role",
                "org:organization",
                "hn:term",
                "schema:startDate",
                "schema:endDate",
                "hn:endedBy",
                "prov:wasGeneratedBy",
            ),
        ),
    ),
    "membership": (
        Section(
            N_("Who, what, when"), _of("org:member", "org:organization", "schema:startDate", "schema:endDate")
        ),
    ),
    "participation": (
        Section(N_("Who, where, as what"), _of("hn:agent", "hn:event", "org:role", "hn:onBehalfOf")),
    ),
    "citation": (
        Section(
            N_("Who cites what"),
            _of("hn:citing", "hn:cited", "hn:refersTo", "hn:wording", "dct:type", "oa:hasTarget"),
        ),
    ),
    "source": (
        Section(
            N_("The publication"),
            (
                *_of(
                    "dct:title",
                    "schema:publisher",
                    "schema:datePublished",
                    "schema:inLanguage",
                    "schema:url",
                    "schema:translationOfWork",
                    "dct:type",
                ),
                _to("schema:translationOfWork", N_("translations")),
            ),
        ),
        Section(
            N_("What it speaks of"),
            tuple(
                _to("prov:wasDerivedFrom", title, *kinds)
                for title, kinds in (
                    (N_("people"), ("person",)),
                    (N_("bodies"), ("organisation",)),
                    (N_("posts"), ("post",)),
                    (N_("documents"), ("document",)),
                    (N_("citations"), ("citation",)),
                    (N_("programmes"), ("programme",)),
                    (N_("events"), ("event", "congress")),
                    (N_("speeches"), ("speech",)),
                    (N_("places"), ("place",)),
                    (N_("periods and terms"), ("term", "period")),
                )
            ),
        ),
        Section(N_("The text that was read"), _of("hn:length", "hn:sha256")),
    ),
    "concept": (
        Section(
            N_("What it means"),
            (
                *_of("skos:definition", "skos:notation", "skos:inScheme", "skos:broader"),
                _to("skos:broader", N_("narrower")),
            ),
        ),
    ),
}

NAMES: Final = tuple(expand(f"skos:{name}") for name in ("prefLabel", "altLabel", "hiddenLabel"))
DERIVED_FROM: Final = expand("prov:wasDerivedFrom")
NUMBERS: Final = frozenset(expand(n) for n in ("schema:legislationIdentifier", "hn:number", "skos:notation"))
"""Properties whose values are numbers of documents."""

SINGLE: Final = frozenset(
    expand(n)
    for n in (
        "schema:startDate",
        "schema:endDate",
        "schema:legislationDate",
        "hn:number",
        "hn:ordinal",
        "schema:legislationPassedBy",
    )
)
"""Properties of which a thing has one value: two different ones are a disagreement."""
