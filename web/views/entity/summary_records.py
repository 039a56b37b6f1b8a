"""The sentences of a summary on records that tie things together, and on times and changes."""

from collections.abc import Iterator

from web.languages import N_
from web.views.entity.merging import best_text
from web.views.entity.rows import exact
from web.views.entity.sayings import NAMED, Sayings, quoted, things
from web.views.sentences import Part, Sentence, linked, listed


def citation(say: Sayings) -> Iterator[Sentence]:
    citing, cited, named = (say.values(name) for name in ("hn:citing", "hn:cited", "hn:refersTo"))
    words = best_text([one.value for one in say.statements("hn:wording")], say.terms)
    if citing and cited:
        yield say.say(N_("%(cited)s is cited by %(citing)s."), citing=citing, cited=cited)
    elif citing and named:
        said = N_("Words used by %(citing)s, which name no one document, but %(named)s.")
        yield say.say(said, citing=citing, named=named)
    elif citing:
        yield say.say(N_("Words used by %(citing)s, which name no one document."), citing=citing)
    if words:
        yield say.say(N_("In the words %(words)s."), words=linked(quoted(words[0])))


def tenure(say: Sayings) -> Iterator[Sentence]:
    who, what = say.values("org:member"), say.values("hn:post") or say.values("org:role")
    if who and what:
        yield say.say(N_("%(who)s held the post %(what)s."), who=who, what=what)
    yield from _attested(say, "org:member")


def membership(say: Sayings) -> Iterator[Sentence]:
    who, body = say.values("org:member"), say.values("org:organization")
    if who and body:
        yield say.say(N_("%(who)s is told of as a member of %(body)s."), who=who, body=body)
    yield from _attested(say, "org:member")


def participation(say: Sayings) -> Iterator[Sentence]:
    who, event, role = (say.values(name) for name in ("hn:agent", "hn:event", "hn:participationRole"))
    if who and event and role:
        yield say.say(N_("%(who)s took part in %(event)s: %(role)s."), who=who, event=event, role=role)
    elif who and event:
        yield say.say(N_("%(who)s took part in %(event)s."), who=who, event=event)
    if body := say.values("hn:onBehalfOf"):
        yield say.say(N_("On behalf of %(body)s."), body=body)


def _attested(say: Sayings, key: str) -> Iterator[Sentence]:
    """Say when a record held: from when to when, or on which days it is attested."""
    starts, ends = say.values("schema:startDate"), say.values("schema:endDate")
    if starts and ends:
        yield say.say(N_("From %(start)s to %(end)s."), start=starts, end=ends)
        return
    if starts:
        yield say.say(N_("Since %(start)s."), start=starts)
        return
    days = [
        Part(say.terms.words.date(day), letters=say.notes.letters(one.attested, as_of=day))
        for one in say.statements(key)[:1]
        for day in exact(one.span.attested)[:NAMED]
    ]
    if days:
        yield say.say(
            N_("Attested on %(days)s; no source says since when."), days=listed(days, say.terms.words)
        )


def period(say: Sayings) -> Iterator[Sentence]:
    yield from _attested(say, "schema:startDate")
    if programmes := things(say, "~dct:temporal.programme"):
        yield say.say(N_("Programmes of this time: %(things)s."), things=programmes)


def change(say: Sayings) -> Iterator[Sentence]:
    before = say.values("hn:originalPlace") or say.values("org:originalOrganization")
    after = say.values("hn:resultingPlace") or say.values("org:resultingOrganization")
    day = say.values("schema:endDate") or say.values("schema:startDate")
    if before and after and day:
        yield say.say(N_("On %(day)s %(before)s became %(after)s."), day=day, before=before, after=after)
    elif before and after:
        yield say.say(N_("%(before)s is to become %(after)s."), before=before, after=after)
