"""The summary at the head of a page: a few sentences made of its statements, each part with the letters of its
evidence.

Every number in it is counted from the record, and is the number that the section below has.
"""

from collections.abc import Callable, Iterator
from typing import Final

from queries.read.entity_record import EntityRecord
from web.languages import N_
from web.views.entity.merging import best_text
from web.views.entity.sayings import Sayings, sentence, things
from web.views.entity.summary_citations import cited_by, cites, document, event, programme
from web.views.entity.summary_people import organisation, person, post
from web.views.entity.summary_records import change, citation, membership, participation, period, tenure
from web.views.evidence_notes import EvidenceNotes
from web.views.sentences import Part, Sentence, linked, listed
from web.views.terms import TermRenderer


def summary_of(record: EntityRecord, terms: TermRenderer, notes: EvidenceNotes) -> tuple[Sentence, ...]:
    """Return the sentences at the head of a thing's page; none where only a part of it is shown."""
    if record.slice.group:
        return ()
    tell = _TELL.get(record.kind, _thing if not record.kind else _nothing)
    return tuple(tell(Sayings(record, terms, notes)))


def _nothing(_: Sayings) -> Iterator[Sentence]:
    yield from ()


def _place(say: Sayings) -> Iterator[Sentence]:
    if within := say.values("schema:containedInPlace"):
        yield say.say(N_("Lies in %(place)s."), place=within)
    bodies = say.counted(
        "~hn:territory.organisation",
        lambda n: say.ngettext("%(num)s organisation works there", "%(num)s organisations work there", n),
    )
    events = say.counted(
        "~schema:location.event.congress",
        lambda n: say.ngettext("%(num)s event was held there", "%(num)s events were held there", n),
    )
    if found := [part for part in (bodies, events) if part]:
        yield sentence(listed(found, say.terms.words))


def _term(say: Sayings) -> Iterator[Sentence]:
    if body := say.values("hn:termOf"):
        number = say.values("hn:ordinal")
        said = N_("Term %(number)s of the %(body)s.") if number else N_("A term of the %(body)s.")
        yield say.say(said, number=number, body=body)
    starts, ends = say.values("schema:startDate"), say.values("schema:endDate")
    if starts and ends:
        yield say.say(N_("From %(start)s to %(end)s."), start=starts, end=ends)
    elif starts:
        yield say.say(N_("Since %(start)s."), start=starts)
    if opened := things(say, "~hn:term.congress"):
        yield say.say(N_("Opened by %(things)s."), things=opened)
    yield from cited_by(say)


def _part_of(say: Sayings) -> Iterator[Sentence]:
    whole, number = say.values("schema:isPartOf"), say.values("schema:position")
    if whole:
        said = N_("Number %(number)s of %(whole)s.") if number else N_("A part of %(whole)s.")
        yield say.say(said, number=number, whole=whole)
    if to := say.values("hn:addressee"):
        yield say.say(N_("Addressed to %(to)s."), to=to)
    yield from cites(say)


def _speech(say: Sayings) -> Iterator[Sentence]:
    by, at = say.values("schema:creator"), say.values("hn:givenAt")
    if by and at:
        yield say.say(N_("Given by %(who)s at %(event)s."), who=by, event=at)
    elif by or at:
        yield say.say(N_("Given by %(who)s.") if by else N_("Given at %(event)s."), who=by, event=at)
    if to := say.values("hn:addressee"):
        yield say.say(N_("Addressed to %(to)s."), to=to)
    if number := say.counted(
        "~schema:isPartOf.recommendation",
        lambda n: say.ngettext("%(num)s recommendation", "%(num)s recommendations", n),
    ):
        yield sentence((number,))
    yield from cites(say)


def _concept(say: Sayings) -> Iterator[Sentence]:
    said = best_text([one.value for one in say.statements("skos:definition")], say.terms)
    if said:
        yield (linked(said[0]),)


def _thing(say: Sayings) -> Iterator[Sentence]:
    """Say of a thing that is none of ours what it is, and how much is said of it."""
    record, words = say.record, say.terms.words
    own = sum(group.count for group in record.groups if not group.inverse)
    links = sum(group.count for group in record.groups if group.inverse)
    least = any(group.capped for group in record.groups)
    parts = [
        Part(words.ngettext("%(num)s statement is made of it", "%(num)s statements are made of it", own)),
        Part(words.ngettext("%(num)s link leads to it", "%(num)s links lead to it", links)),
    ]
    counted = [part for part, number in zip(parts, (own, links), strict=True) if number]
    if counted and not least:
        yield sentence(listed(counted, words))


_TELL: Final[dict[str, Callable[[Sayings], Iterator[Sentence]]]] = {
    "programme": programme,
    "event": event,
    "congress": event,
    "document": document,
    "person": person,
    "organisation": organisation,
    "post": post,
    "place": _place,
    "term": _term,
    "citation": citation,
    "task": _part_of,
    "recommendation": _part_of,
    "speech": _speech,
    "concept": _concept,
    "tenure": tenure,
    "membership": membership,
    "participation": participation,
    "period": period,
    "change": change,
}
