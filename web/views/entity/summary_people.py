"""The sentences of a summary on people, the bodies that they lead and the posts that they hold."""

from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode

from ontology.terms import hn, org
from queries.read.entity_record import StatementRecord
from web.languages import N_
from web.views.entity.rows import exact
from web.views.entity.sayings import NAMED, Sayings, sentence, things
from web.views.entity.summary_citations import cited_by
from web.views.sentences import Part, Sentence, linked, listed


def person(say: Sayings) -> Iterator[Sentence]:
    posts = say.group("~org:member.tenure")
    if posts is None:
        yield say.say(N_("No source read so far names a post of this person."))
    for one in posts.statements[:NAMED] if posts else ():
        yield from _holding(say, one)
    if posts and posts.count > NAMED:
        rest = say.terms.words.ngettext("%(num)s more post", "%(num)s more posts", posts.count - NAMED)
        yield (Part(rest, "#posts"), Part("."))
    speeches = say.counted(
        "~schema:creator.speech",
        lambda n: say.ngettext("Spoke %(num)s time", "Spoke %(num)s times", n),
    )
    events = say.counted(
        "~hn:agent.participation",
        lambda n: say.ngettext("took part in %(num)s event", "took part in %(num)s events", n),
    )
    number = sum(map(len, say.record.summary.recommendations.values()))
    recommended = Part(
        say.ngettext("made %(num)s recommendation", "made %(num)s recommendations", number), "#said"
    )
    if found := [part for part in (speeches, recommended if number else None, events) if part]:
        yield sentence(listed(found, say.terms.words))


def _holding(say: Sayings, one: StatementRecord, *, holder: bool = False) -> Iterator[Sentence]:
    """Say which post someone had (or who had it), on which days, and what no source says of that."""
    what = linked(say.terms.render(one.value)) if isinstance(one.value, NamedNode) else Part("")
    of = [
        value
        for name, values in one.details
        for value in values
        if name in (org.organization, hn.post, org.role)
    ]
    if one.predicate == org.role and of:
        body = linked(say.terms.render(of[0]))
        what_parts: Sentence = say.say(N_("%(role)s of the %(body)s"), role=what, body=body)
    elif holder and of and say.record.kind == "organisation":
        role = linked(say.terms.render(of[0]))
        what_parts = say.say(N_("%(person)s, %(role)s"), person=what, role=role)
    else:
        what_parts = (what,)
    span = one.span
    if span.start or span.end or not exact(span.attested):
        time = _time(say, one)
        yield from _ended(what_parts, time, say.of([one]), span_known=bool(span.start), say=say)
        return
    days = [
        Part(say.terms.words.date(day), letters=say.notes.letters(one.attested, as_of=day))
        for day in exact(span.attested)[:NAMED]
    ]
    known = listed(days, say.terms.words)
    if span.latest_end:
        ended = say.terms.words.date(span.latest_end)
        said = N_("%(what)s on %(days)s, and until %(day)s at the latest; no source says since when.")
        yield say.say(said, what=what_parts, days=known, day=ended)
    else:
        yield say.say(N_("%(what)s on %(days)s; no source says since when."), what=what_parts, days=known)


def _time(say: Sayings, one: StatementRecord) -> str:
    words, span = say.terms.words, one.span
    if span.start and span.end:
        return words("from %(start)s to %(end)s", start=words.date(span.start), end=words.date(span.end))
    if span.start:
        return words("since %(day)s", day=words.date(span.start))
    if span.end:
        return words("until %(day)s", day=words.date(span.end))
    return ""


def _ended(
    what: Sentence, time: str, letters: Sequence[str], *, span_known: bool, say: Sayings
) -> Iterator[Sentence]:
    if time and span_known:
        yield say.say(N_("%(what)s %(time)s."), what=what, time=Part(time, letters=tuple(letters)))
    elif time:
        yield say.say(
            N_("%(what)s %(time)s; no source says since when."),
            what=what,
            time=Part(time, letters=tuple(letters)),
        )
    else:
        yield say.say(
            N_("%(what)s%(who)s; no source says since when."), what=what, who=Part("", letters=tuple(letters))
        )


def organisation(say: Sayings) -> Iterator[Sentence]:
    for one in say.record.summary.leaders[:NAMED]:
        (said,) = _holding(say, one, holder=True)
        yield say.say(N_("Led by %(who)s"), who=said)
    members = say.counted(
        "~org:organization.membership",
        lambda n: say.ngettext("Has %(num)s member", "Has %(num)s members", n),
    )
    if members:
        yield sentence((members,))
    if within := things(say, "~org:member.membership"):
        yield say.say(N_("Member of %(bodies)s."), bodies=within)
    signed = say.counted(
        "~hn:signatory.programme",
        lambda n: say.ngettext("signed %(num)s programme", "signed %(num)s programmes", n),
    )
    events = say.counted(
        "~hn:agent.participation",
        lambda n: say.ngettext("took part in %(num)s event", "took part in %(num)s events", n),
    )
    if found := [part for part in (signed, events) if part]:
        yield sentence(listed(found, say.terms.words))
    yield from cited_by(say)


def post(say: Sayings) -> Iterator[Sentence]:
    for one in say.record.summary.leaders[:NAMED]:
        (said,) = _holding(say, one, holder=True)
        yield say.say(N_("Held by %(who)s"), who=said)
    if say.group("~hn:post.tenure") is None:
        yield say.say(N_("No source read so far says who held it."))
    if body := say.values("org:postIn"):
        yield say.say(N_("A post of the %(body)s."), body=body)
    if holders := say.counted(
        "~hn:post.tenure",
        lambda n: say.ngettext("%(num)s holder is known", "%(num)s holders are known", n),
    ):
        yield (holders, Part("."))
