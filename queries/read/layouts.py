"""What stands where in the description of each kind of thing: a table, read by `queries.read.entity`.

A group is one property, forwards or backwards. Backwards through a record (a tenure, a membership, a participation, a
citation) a group says which of the record's own properties make up the row, so that one sees the post and not the
record of its holding. What a layout does not name is not lost: it follows under a heading of its own. Titles are
English; a view translates them.
"""

from dataclasses import dataclass, field
from typing import Final

from ontology.prefixes import shrink
from ontology.terms import dct, eli, hn, oa, org, prov, schema, skos

Slots = tuple[tuple[str, ...], ...]
"""Properties of a record that fill a row: the first slot is the row's subject, the others qualify it; of the
alternatives in a slot the first that has a value is taken."""


def N_(text: str) -> str:
    """Mark a title for translation; views translate it where they show it."""
    return text


@dataclass(frozen=True)
class GroupLayout:
    """One group of statements. `kinds` narrows a backward one to records or things of these kinds; `sort` is the
    property that orders its rows. Properties are IRIs.
    """

    iri: str
    title: str = ""
    inverse: bool = False
    kinds: tuple[str, ...] = ()
    slots: Slots = ()
    sort: str = ""

    @property
    def key(self) -> str:
        """What names the group in an address: `org:member`, `~org:member.tenure`."""
        return ("~" if self.inverse else "") + ".".join((shrink(self.iri), *self.kinds))


@dataclass(frozen=True)
class SectionLayout:
    """Groups under one heading."""

    title: str
    groups: tuple[GroupLayout, ...] = field(default=())


def _to(property_iri: str, title: str = "", *kinds: str, slots: Slots = (), sort: str = "") -> GroupLayout:
    return GroupLayout(property_iri, title, True, kinds, slots, sort)


def _of(*properties: str) -> tuple[GroupLayout, ...]:
    return tuple(map(GroupLayout, properties))


SELF: Final = "self"
"""In a slot: the thing itself, by its name."""

HOLDING: Final[Slots] = (
    (hn.post, org.role),
    (org.organization,),
    (hn.term,),
    (prov.wasGeneratedBy,),
)
HOLDER: Final[Slots] = ((org.member,), (hn.post, org.role), (hn.term,), (prov.wasGeneratedBy,))
PRESENCE: Final[Slots] = ((hn.event,), (hn.participationRole,), (hn.onBehalfOf,))
PRESENT: Final[Slots] = ((hn.agent,), (hn.participationRole,), (hn.onBehalfOf,))
CITED: Final[Slots] = ((hn.cited, hn.wording), (hn.refersTo,), (hn.candidate,), (dct.type,))
MEANT: Final[Slots] = ((hn.wording,), (hn.citing,))
CITING: Final[Slots] = ((hn.citing,), (hn.wording,), (dct.type,))

IDENTITY: Final = N_("Identity")

TASKS: Final = SectionLayout(N_("Tasks"), (_to(schema.isPartOf, N_("tasks"), "task", sort=schema.position),))
CITES: Final = SectionLayout(N_("Documents cited"), (_to(hn.citing, N_("cites"), "citation", slots=CITED),))
CITED_BY: Final = SectionLayout(
    N_("Citations of it"),
    (
        _to(hn.cited, N_("cited by"), "citation", slots=CITING),
        _to(hn.refersTo, N_("named in citations"), "citation", slots=CITING),
        _to(hn.candidate, N_("may be meant in"), "citation", slots=MEANT),
    ),
)
WHEN_AND_WHERE: Final = (
    dct.type,
    schema.startDate,
    schema.endDate,
    hn.partOfDay,
    schema.location,
    schema.organizer,
    schema.superEvent,
    hn.commemorates,
)
HAPPENINGS: Final = SectionLayout(
    N_("What happened"),
    (
        _to(schema.superEvent, N_("parts"), "event", "congress"),
        _to(prov.wasGeneratedBy, N_("elected"), "tenure", slots=HOLDER),
        _to(hn.signedAt, N_("signed here"), "programme"),
        _to(hn.givenAt, N_("speeches"), "speech", slots=((SELF,), (schema.creator,))),
    ),
)
TAKING_PART: Final = SectionLayout(
    N_("Took part in"), (_to(hn.agent, N_("events"), "participation", slots=PRESENCE),)
)
CHANGES_OF_PLACE: Final = (_to(hn.originalPlace, "", "change"), _to(hn.resultingPlace, "", "change"))
CHANGES_OF_BODY: Final = (
    _to(org.originalOrganization, "", "change"),
    _to(org.resultingOrganization, "", "change"),
)
PARTICIPANTS: Final = SectionLayout(
    N_("Who took part"), (_to(hn.event, N_("participants"), "participation", slots=PRESENT),)
)

LAYOUTS: Final[dict[str, tuple[SectionLayout, ...]]] = {
    "person": (
        SectionLayout(N_("Posts"), (_to(org.member, N_("posts"), "tenure", slots=HOLDING),)),
        SectionLayout(
            N_("Said"),
            (
                _to(
                    schema.creator,
                    N_("speeches"),
                    "speech",
                    slots=((SELF,), (hn.givenAt,), (hn.addressee,)),
                ),
            ),
        ),
        TAKING_PART,
    ),
    "organisation": (
        SectionLayout(N_("People"), (_to(org.organization, N_("holders of posts"), "tenure", slots=HOLDER),)),
        SectionLayout(
            N_("Members"),
            (_to(org.organization, N_("organisations"), "membership", slots=((org.member,),)),),
        ),
        SectionLayout(
            N_("Member of"),
            (_to(org.member, N_("organisations"), "membership", slots=((org.organization,),)),),
        ),
        SectionLayout(N_("What it became"), CHANGES_OF_BODY),
        SectionLayout(
            N_("What it is"),
            (
                *_of(org.classification, hn.territory, org.subOrganizationOf),
                _to(org.subOrganizationOf, ""),
                _to(org.postIn, N_("posts")),
            ),
        ),
        SectionLayout(
            N_("Congresses and terms"),
            (
                _to(schema.organizer, N_("congresses"), "congress"),
                _to(hn.termOf, N_("terms"), sort=hn.ordinal),
            ),
        ),
        SectionLayout(
            N_("Programmes and documents"),
            (
                _to(hn.signatory, N_("signed"), "programme"),
                _to(schema.creator, N_("drew up"), "programme", "document"),
                _to(schema.legislationPassedBy, N_("issued"), "document"),
            ),
        ),
        SectionLayout(
            N_("Events and speeches"),
            (
                _to(schema.organizer, N_("organised"), "event"),
                _to(hn.agent, N_("took part in"), "participation", slots=PRESENCE),
                _to(hn.addressee, N_("addressed in"), "speech", "recommendation"),
            ),
        ),
        CITED_BY,
    ),
    "post": (
        SectionLayout(
            N_("Held by"),
            (
                _to(
                    hn.post,
                    N_("holders"),
                    "tenure",
                    slots=((org.member,), (hn.term,), (prov.wasGeneratedBy,)),
                ),
            ),
        ),
        SectionLayout(N_("What it is"), _of(org.postIn, org.role, hn.seats)),
    ),
    "congress": (
        SectionLayout(
            N_("When and where"),
            _of(schema.organizer, hn.ordinal, hn.term, *WHEN_AND_WHERE[:5], *WHEN_AND_WHERE[6:]),
        ),
        HAPPENINGS,
        PARTICIPANTS,
        CITES,
        CITED_BY,
    ),
    "event": (CITES, SectionLayout(N_("When and where"), _of(*WHEN_AND_WHERE)), HAPPENINGS, PARTICIPANTS),
    "document": (
        CITED_BY,
        SectionLayout(
            IDENTITY,
            _of(
                schema.legislationIdentifier,
                dct.type,
                dct.title,
                schema.legislationPassedBy,
                schema.creator,
                schema.legislationDate,
                hn.term,
                hn.number,
                hn.bodyCode,
                hn.year,
            ),
        ),
        SectionLayout(
            N_("Above and below"),
            (
                *_of(hn.implements, hn.follows, eli.based_on),
                _to(hn.implements),
                _to(hn.follows),
                _to(eli.based_on),
            ),
        ),
        SectionLayout(
            N_("In effect"),
            (
                *_of(hn.inEffectFrom, hn.inEffectUntil, hn.replaces, hn.amends, hn.ends),
                _to(hn.replaces),
                _to(hn.amends),
                _to(hn.ends),
                _to(hn.legalBasis),
            ),
        ),
        CITES,
    ),
    "programme": (
        CITES,
        SectionLayout(N_("Signing"), _of(hn.signatory, hn.signedAt)),
        TASKS,
        SectionLayout(N_("What it is"), _of(dct.type, dct.temporal, schema.creator)),
        CITED_BY,
    ),
    "speech": (
        SectionLayout(N_("Who, where, to whom"), _of(schema.creator, hn.givenAt, hn.addressee)),
        SectionLayout(
            N_("Recommendations"),
            (_to(schema.isPartOf, N_("in order"), "recommendation", sort=schema.position),),
        ),
        CITES,
    ),
    "task": (SectionLayout(N_("Where it stands"), _of(schema.isPartOf, schema.position)), CITES),
    "recommendation": (
        SectionLayout(N_("Where it stands"), _of(schema.isPartOf, schema.position, hn.addressee)),
        CITES,
    ),
    "place": (
        SectionLayout(
            N_("Where it is"),
            (*_of(dct.type, schema.containedInPlace), _to(schema.containedInPlace, N_("contains"))),
        ),
        SectionLayout(N_("What it became"), CHANGES_OF_PLACE),
        SectionLayout(N_("Organisations"), (_to(hn.territory, N_("organisations"), "organisation"),)),
        SectionLayout(N_("Events"), (_to(schema.location, N_("held here"), "event", "congress"),)),
    ),
    "change": (
        SectionLayout(
            N_("What became what"),
            _of(
                hn.originalPlace,
                org.originalOrganization,
                hn.resultingPlace,
                org.resultingOrganization,
                schema.startDate,
                schema.endDate,
                hn.legalBasis,
            ),
        ),
    ),
    "term": (
        SectionLayout(N_("What it is"), _of(hn.termOf, hn.ordinal, schema.startDate, schema.endDate)),
        SectionLayout(
            N_("In this term"),
            (
                _to(hn.term, N_("opened by"), "congress"),
                _to(hn.term, N_("holders of posts"), "tenure", slots=HOLDER),
                _to(hn.term, N_("documents"), "document"),
                _to(dct.temporal, N_("programmes"), "programme"),
            ),
        ),
        CITED_BY,
    ),
    "period": (
        SectionLayout(N_("What it is"), _of(schema.startDate, schema.endDate)),
        SectionLayout(N_("In this period"), (_to(dct.temporal, N_("programmes"), "programme"),)),
    ),
    "tenure": (
        SectionLayout(
            N_("Who, what, when"),
            _of(
                org.member,
                hn.post,
                org.role,
                org.organization,
                hn.term,
                schema.startDate,
                schema.endDate,
                hn.endedBy,
                prov.wasGeneratedBy,
            ),
        ),
    ),
    "membership": (
        SectionLayout(
            N_("Who, what, when"), _of(org.member, org.organization, schema.startDate, schema.endDate)
        ),
    ),
    "participation": (
        SectionLayout(
            N_("Who, where, as what"), _of(hn.agent, hn.event, hn.participationRole, hn.onBehalfOf)
        ),
    ),
    "citation": (
        SectionLayout(
            N_("Who cites what"),
            _of(hn.citing, hn.cited, hn.refersTo, hn.wording, dct.type, oa.hasTarget),
        ),
    ),
    "source": (
        SectionLayout(
            N_("The publication"),
            (
                *_of(
                    dct.title,
                    schema.publisher,
                    schema.datePublished,
                    schema.inLanguage,
                    schema.url,
                    schema.translationOfWork,
                    prov.wasQuotedFrom,
                    prov.wasRevisionOf,
                    schema.exampleOfWork,
                    hn.root,
                    dct.type,
                ),
                _to(schema.translationOfWork, N_("translations")),
                _to(prov.wasQuotedFrom, N_("copies"), "source"),
                _to(prov.wasRevisionOf, N_("later versions"), "source"),
                _to(schema.exampleOfWork, N_("editions"), "source"),
            ),
        ),
        SectionLayout(
            N_("What it speaks of"),
            tuple(
                _to(prov.wasDerivedFrom, title, *kinds)
                for title, kinds in (
                    (N_("people"), ("person",)),
                    (N_("organisations"), ("organisation",)),
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
        SectionLayout(N_("The text that was read"), _of(hn.length, hn.sha256, hn.minHash)),
    ),
    "concept": (
        SectionLayout(
            N_("What it means"),
            (
                *_of(skos.definition, skos.notation, skos.inScheme, skos.broader),
                _to(skos.broader, N_("narrower")),
            ),
        ),
    ),
}

WHAT_IS_SAID: Final = N_("What is said")
FURTHER: Final = N_("Further statements")
ELSEWHERE: Final = N_("Elsewhere")
WHEN: Final = N_("when")
SAME_NUMBER: Final = N_("the same number also names")
FOLLOWING: Final = N_("What follows from this")
IN_GRAPHS: Final = N_("Said in named graphs")
"""Titles of what layouts do not name."""

RECORD_SLOTS: Final[dict[str, Slots]] = {
    org.role: ((org.member,), (hn.post, org.organization)),
    hn.participationRole: ((hn.agent,), (hn.event,)),
    hn.post: ((org.member,), (hn.term,)),
    hn.agent: ((hn.event,), (hn.participationRole,)),
    hn.event: ((hn.agent,), (hn.participationRole,)),
    hn.onBehalfOf: ((hn.agent,), (hn.event,), (hn.participationRole,)),
    hn.citing: ((hn.cited, hn.wording), (hn.refersTo,)),
    hn.cited: ((hn.citing,), (hn.wording,)),
    hn.refersTo: ((hn.citing,), (hn.wording,)),
    hn.term: ((org.member,), (hn.post,)),
    org.member: ((hn.post, org.organization),),
    org.organization: ((org.member,), (hn.post,)),
    prov.wasGeneratedBy: ((org.member,), (hn.post,)),
}
"""How a record's row is filled where the layout does not say."""
