"""The summary at the head of a page: a few sentences made of its statements, each part with the letters of its
evidence.

Every number in it is counted from the record, and is the number that the section below has.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from ontology.terms import hn, org, schema
from queries.read.citation_references import ReferenceKind
from queries.read.entity_record import EntityRecord, GroupRecord, StatementRecord
from queries.read.evidence import Triple
from queries.read.rows import text_of
from web.languages import N_
from web.views.entity.merging import alike, best_text, citing_of, reference_of
from web.views.entity.rows import exact
from web.views.evidence_notes import EvidenceNotes, letters_of
from web.views.sentences import Part, Sentence, fill, linked, listed
from web.views.terms import RenderedTerm, TermRenderer

NAMED: Final = 3
"""As many things are named in a sentence; more are counted."""


@dataclass(frozen=True)
class _Sayings:
    """What the sentences of one page are made with."""

    record: EntityRecord
    terms: TermRenderer
    notes: EvidenceNotes

    def group(self, key: str) -> GroupRecord | None:
        """Return a group of the page; None where it has none of this key."""
        return next((group for group in self.record.groups if group.key == key), None)

    def statements(self, key: str) -> tuple[StatementRecord, ...]:
        group = self.group(key)
        return group.statements if group else ()

    def count(self, key: str) -> int:
        group = self.group(key)
        if group is None or group.capped:
            return 0
        if group.predicate == hn.candidate and not group.more:
            return len(alike(group.statements, citing_of))
        return group.rows or group.count

    def letters(self, triples: Iterable[Triple]) -> tuple[str, ...]:
        return letters_of(self.notes.notes(triples))

    def of(self, statements: Iterable[StatementRecord]) -> tuple[str, ...]:
        """Return the letters of statements together: of all that say any of them."""
        found = {letter for one in statements for letter in self.letters(one.attested)}
        return tuple(sorted(found, key=lambda one: (len(one), one)))

    def values(self, key: str) -> Sentence:
        """Return the values of a property of the thing as a list, with their letters: the first few."""
        parts = [self.value(one) for one in self.statements(key)[:NAMED]]
        return listed(parts, self.terms.words)

    def value(self, one: StatementRecord) -> Part:
        """Return what a statement says as a part of a sentence."""
        if isinstance(one.value, NamedNode | Literal):
            return linked(self.terms.render(one.value), self.of([one]))
        start, end = ("".join(dates[:1]) for dates in (one.value.starts, one.value.ends))  # type: ignore[union-attr]
        shown = self.terms.words.date(f"{start}/{end}" if start and end else start or end)
        return Part(shown, letters=self.of([one]))

    @property
    def ngettext(self) -> Callable[..., str]:
        return self.terms.words.ngettext

    def counted(self, key: str, anchor: str, said: Callable[[int], str]) -> Part | None:
        """Return how many rows a group has, as a link to its section; None where there are none."""
        count = self.count(key)
        if not count:
            return None
        return Part(said(count), f"#{anchor}", letters=self.of(self.statements(key)))

    def say(self, text: str, **values: Sentence | Part | str) -> Sentence:
        return fill(self.terms.words(text), **values)


def summary_of(record: EntityRecord, terms: TermRenderer, notes: EvidenceNotes) -> tuple[Sentence, ...]:
    """Return the sentences at the head of a thing's page; none where only a part of it is shown."""
    if record.slice.group:
        return ()
    tell = _TELL.get(record.kind, _thing if not record.kind else _nothing)
    return tuple(tell(_Sayings(record, terms, notes)))


def _nothing(_: _Sayings) -> Iterator[Sentence]:
    yield from ()


# -- what is cited, and by what ------------------------------------------------------------------------------------

CITES: Final = "~hn:citing.citation"


def _cites(say: _Sayings) -> Iterator[Sentence]:
    """Say what the thing cites: how many documents, and how much else in words that name none."""
    group = say.group(CITES)
    if group is None or group.more:
        if group is not None:
            yield say.say(N_("Cites more than is shown here."))
        return
    made = alike(group.statements, reference_of)
    named = [one for key, said in made.items() if key.kind is ReferenceKind.CITED for one in said]
    vague = [one for key, said in made.items() if key.kind is not ReferenceKind.CITED for one in said]
    documents = sum(key.kind is ReferenceKind.CITED for key in made)
    words = say.terms.words
    parts = {
        "documents": Part(
            words.ngettext("%(num)s document", "%(num)s documents", documents),
            "#documents-cited",
            letters=say.of(named),
        ),
        "things": Part(
            words.ngettext("%(num)s thing", "%(num)s things", len(made) - documents),
            "#words-that-name-no-one-document",
            letters=say.of(vague),
        ),
    }
    inferred = all(one.status for one in group.statements)
    if named and vague:
        said = (
            N_("By inference it cites %(documents)s, and %(things)s more by words that name no one document.")
            if inferred
            else N_("Cites %(documents)s, and %(things)s more by words that name no one document.")
        )
    elif named:
        said = N_("By inference it cites %(documents)s.") if inferred else N_("Cites %(documents)s.")
    elif inferred:
        said = N_("By inference it cites %(things)s by words that name no one document.")
    else:
        said = N_("Cites %(things)s by words that name no one document.")
    yield say.say(said, **parts)


def _cited(say: _Sayings) -> Iterator[Sentence]:
    """Say how many things cite the thing, and in how many words it may be meant."""
    parts = [
        say.counted(
            "~hn:cited.citation",
            "cited-by",
            lambda n: say.ngettext("%(num)s thing cites it", "%(num)s things cite it", n),
        ),
        say.counted(
            "~hn:cited",
            "elsewhere",
            lambda n: say.ngettext("%(num)s thing cites it", "%(num)s things cite it", n),
        ),
        say.counted(
            "~hn:refersTo.citation",
            "cited-by",
            lambda n: say.ngettext(
                "%(num)s thing names it where it cites", "%(num)s things name it where they cite", n
            ),
        ),
        say.counted(
            "~hn:candidate.citation",
            "cited-by",
            lambda n: say.ngettext(
                "%(num)s wording that names no document may mean it",
                "%(num)s wordings that name no document may mean it",
                n,
            ),
        ),
    ]
    if found := [part for part in parts if part]:
        yield (*listed(found, say.terms.words), Part("."))


# -- the kinds -----------------------------------------------------------------------------------------------------


def _programme(say: _Sayings) -> Iterator[Sentence]:
    yield from _signed(say)
    yield from _cites(say)
    yield from _cited(say)


def _signed(say: _Sayings) -> Iterator[Sentence]:
    signed = say.statements("hn:signedAt")
    event = next((one.value.value for one in signed if isinstance(one.value, NamedNode)), "")
    said = say.record.summary.described.get(event, {})
    place = next(iter(said.get(schema.location, ())), None)
    where = linked(say.terms.render(place), say.letters([(event, schema.location, place)])) if place else None
    when = _days(say, event)
    parties = _parties(say)
    if where and when:
        yield say.say(
            N_("Signed in %(place)s on %(day)s%(parties)s."), place=where, day=when, parties=parties
        )
    elif where or when:
        yield say.say(N_("Signed in %(place)s%(parties)s."), place=where or when or "", parties=parties)
    elif event:
        yield say.say(
            N_("Signed at %(event)s%(parties)s."),
            event=linked(say.terms.link(event), say.of(signed)),
            parties=parties,
        )
    elif parties:
        yield say.say(N_("Signed%(parties)s."), parties=parties)
    elif makers := say.values("schema:creator"):
        yield say.say(N_("Drawn up by %(makers)s."), makers=makers)


def _days(say: _Sayings, event: str) -> Part | None:
    """Return on which days an event was; None where nobody says so."""
    said = say.record.summary.described.get(event, {})
    starts, ends = (
        sorted(said.get(name, ()), key=text_of, reverse=True) for name in (schema.startDate, schema.endDate)
    )
    if not starts:
        return None
    triples: list[Triple] = [(event, schema.startDate, starts[0])]
    dates = text_of(starts[0])
    if ends:
        triples.append((event, schema.endDate, ends[0]))
        dates += f"/{text_of(ends[0])}"
    return Part(say.terms.words.date(dates), letters=say.letters(triples))


def _parties(say: _Sayings) -> Sentence:
    """Return by how many a programme was signed, and of how many of these that is only inferred."""
    group, key = say.group("hn:signatory"), "hn:signatory"
    if group is None:
        return ()
    words, anchor = say.terms.words, "#signed-by"
    by = Part(
        words.ngettext("%(num)s organisation", "%(num)s organisations", say.count(key)),
        anchor,
        letters=say.of(group.statements),
    )
    inferred = sum(bool(one.status) for one in group.statements)
    if not inferred or group.more:
        return say.say(N_(" by %(parties)s"), parties=by)
    if inferred == len(group.statements):
        return say.say(N_(" by %(parties)s, by inference"), parties=by)
    return say.say(
        N_(" by %(parties)s, %(some)s of them by inference"), parties=by, some=words.number(inferred)
    )


def _event(say: _Sayings) -> Iterator[Sentence]:
    days = [one for one in say.statements("schema:startDate") if not one.vague]
    where = say.values("schema:location")
    when = listed([say.value(one) for one in days[:NAMED]], say.terms.words)
    if where and when:
        yield say.say(N_("Held in %(place)s on %(day)s."), place=where, day=when)
    elif where or when:
        yield say.say(N_("Held in %(place)s.") if where else N_("Held on %(day)s."), place=where, day=when)
    if makers := say.values("schema:organizer"):
        yield say.say(N_("Organised by %(makers)s."), makers=makers)
    if signed := _things(say, "~hn:signedAt.programme"):
        yield say.say(N_("Signed there: %(things)s."), things=signed)
    if elected := _things(say, "~prov:wasGeneratedBy.tenure"):
        yield say.say(N_("Elected: %(things)s."), things=elected)
    yield from _cites(say)
    people = say.counted(
        "~hn:event.participation",
        "who-took-part",
        lambda n: say.ngettext("%(num)s participant is named", "%(num)s participants are named", n),
    )
    if people:
        yield (people, Part("."))


def _things(say: _Sayings, key: str) -> Sentence:
    """Return the things of a group by name where they are few, else how many there are; nothing of no group."""
    group = say.group(key)
    if group is None:
        return ()
    if group.more or len(group.statements) > NAMED:
        return (Part(say.terms.words.number(group.count) + ("+" if group.capped else "")),)
    return listed([say.value(one) for one in group.statements], say.terms.words)


def _document(say: _Sayings) -> Iterator[Sentence]:
    titles = say.statements("dct:title")
    shown = best_text([one.value for one in titles], say.terms)
    issuers, days = say.values("schema:legislationPassedBy"), say.values("schema:legislationDate")
    if issuers and days:
        yield say.say(N_("Issued by the %(body)s on %(day)s."), body=issuers, day=days)
    elif issuers or days:
        said = N_("Issued by the %(body)s.") if issuers else N_("Issued on %(day)s.")
        yield say.say(said, body=issuers, day=days)
    if shown:
        stating = [one for one in titles if text_of(one.value) == shown[0].lexical]  # type: ignore[arg-type]
        yield (linked(_quoted(shown[0]), say.of(stating)), Part("."))
    yield from _cited(say)
    if say.record.replaced is None:
        if say.record.slice.at:
            day = say.terms.words.date(say.record.slice.at)
            yield say.say(N_("No source says that it had been replaced or ended on %(day)s."), day=day)
        else:
            yield say.say(N_("No source says that it was replaced or ended."))
    yield from _cites(say)


def _quoted(term: RenderedTerm) -> RenderedTerm:
    return RenderedTerm(f"«{term.text}»", lang=term.lang)


def _person(say: _Sayings) -> Iterator[Sentence]:
    posts = say.group("~org:member.tenure")
    for one in posts.statements[:NAMED] if posts else ():
        yield from _holding(say, one)
    if posts and posts.count > NAMED:
        rest = say.terms.words.ngettext("%(num)s more post", "%(num)s more posts", posts.count - NAMED)
        yield (Part(rest, "#posts"), Part("."))
    speeches = say.counted(
        "~schema:creator.speech",
        "said",
        lambda n: say.ngettext("Spoke %(num)s time", "Spoke %(num)s times", n),
    )
    events = say.counted(
        "~hn:agent.participation",
        "took-part-in",
        lambda n: say.ngettext("took part in %(num)s event", "took part in %(num)s events", n),
    )
    if found := [part for part in (speeches, events) if part]:
        yield _sentence(listed(found, say.terms.words))


def _sentence(parts: Sentence) -> Sentence:
    """Return parts as a sentence, which begins with a capital and ends with a stop."""
    first = parts[0]
    begun = Part(first.text[:1].upper() + first.text[1:], first.href, first.lang, first.letters)
    return (begun, *parts[1:], Part("."))


def _holding(say: _Sayings, one: StatementRecord, *, holder: bool = False) -> Iterator[Sentence]:
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
    yield say.say(
        N_("%(what)s on %(days)s; no source says since when."),
        what=what_parts,
        days=listed(days, say.terms.words),
    )


def _time(say: _Sayings, one: StatementRecord) -> str:
    words, span = say.terms.words, one.span
    if span.start and span.end:
        return words("from %(start)s to %(end)s", start=words.date(span.start), end=words.date(span.end))
    if span.start:
        return words("since %(day)s", day=words.date(span.start))
    if span.end:
        return words("until %(day)s", day=words.date(span.end))
    return ""


def _ended(
    what: Sentence, time: str, letters: Sequence[str], *, span_known: bool, say: _Sayings
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


def _organisation(say: _Sayings) -> Iterator[Sentence]:
    for one in say.record.summary.leaders[:NAMED]:
        (said,) = _holding(say, one, holder=True)
        yield say.say(N_("Led by %(who)s"), who=said)
    members = say.counted(
        "~org:organization.membership",
        "members",
        lambda n: say.ngettext("%(num)s member", "%(num)s members", n),
    )
    if members:
        yield _sentence((members,))
    if within := _things(say, "~org:member.membership"):
        yield say.say(N_("Member of %(bodies)s."), bodies=within)
    signed = say.counted(
        "~hn:signatory.programme",
        "programmes-and-documents",
        lambda n: say.ngettext("signed %(num)s programme", "signed %(num)s programmes", n),
    )
    events = say.counted(
        "~hn:agent.participation",
        "events",
        lambda n: say.ngettext("took part in %(num)s event", "took part in %(num)s events", n),
    )
    if found := [part for part in (signed, events) if part]:
        yield _sentence(listed(found, say.terms.words))
    yield from _cited(say)


def _post(say: _Sayings) -> Iterator[Sentence]:
    for one in say.record.summary.leaders[:NAMED]:
        (said,) = _holding(say, one, holder=True)
        yield say.say(N_("Held by %(who)s"), who=said)
    if body := say.values("org:postIn"):
        yield say.say(N_("A post of the %(body)s."), body=body)
    if holders := say.counted(
        "~hn:post.tenure",
        "held-by",
        lambda n: say.ngettext("%(num)s holder is known", "%(num)s holders are known", n),
    ):
        yield (holders, Part("."))


def _place(say: _Sayings) -> Iterator[Sentence]:
    if within := say.values("schema:containedInPlace"):
        yield say.say(N_("Lies in %(place)s."), place=within)
    bodies = say.counted(
        "~hn:territory.organisation",
        "organisations",
        lambda n: say.ngettext("%(num)s organisation is of it", "%(num)s organisations are of it", n),
    )
    events = say.counted(
        "~schema:location.event.congress",
        "events",
        lambda n: say.ngettext("%(num)s event was held there", "%(num)s events were held there", n),
    )
    if found := [part for part in (bodies, events) if part]:
        yield _sentence(listed(found, say.terms.words))


def _term(say: _Sayings) -> Iterator[Sentence]:
    if body := say.values("hn:termOf"):
        number = say.values("hn:ordinal")
        said = N_("Term %(number)s of the %(body)s.") if number else N_("A term of the %(body)s.")
        yield say.say(said, number=number, body=body)
    starts, ends = say.values("schema:startDate"), say.values("schema:endDate")
    if starts and ends:
        yield say.say(N_("From %(start)s to %(end)s."), start=starts, end=ends)
    elif starts:
        yield say.say(N_("Since %(start)s."), start=starts)
    if opened := _things(say, "~hn:term.congress"):
        yield say.say(N_("Opened by %(things)s."), things=opened)
    yield from _cited(say)


def _citation(say: _Sayings) -> Iterator[Sentence]:
    citing, cited = say.values("hn:citing"), say.values("hn:cited")
    words = best_text([one.value for one in say.statements("hn:wording")], say.terms)
    quoted = linked(_quoted(words[0])) if words else Part("")
    named = say.values("hn:refersTo")
    if citing and cited:
        yield say.say(N_("%(citing)s cites %(cited)s."), citing=citing, cited=cited)
    elif citing and named:
        yield say.say(
            N_("%(citing)s cites in words that name no one document, but %(named)s."),
            citing=citing,
            named=named,
        )
    elif citing:
        yield say.say(N_("%(citing)s cites in words that name no one document."), citing=citing)
    if words:
        yield say.say(N_("In the words %(words)s."), words=quoted)


def _part_of(say: _Sayings) -> Iterator[Sentence]:
    whole, number = say.values("schema:isPartOf"), say.values("schema:position")
    if whole:
        said = N_("Number %(number)s of %(whole)s.") if number else N_("A part of %(whole)s.")
        yield say.say(said, number=number, whole=whole)
    if to := say.values("hn:addressee"):
        yield say.say(N_("Addressed to %(to)s."), to=to)
    yield from _cites(say)


def _speech(say: _Sayings) -> Iterator[Sentence]:
    by, at = say.values("schema:creator"), say.values("hn:givenAt")
    if by and at:
        yield say.say(N_("Given by %(who)s at %(event)s."), who=by, event=at)
    elif by or at:
        yield say.say(N_("Given by %(who)s.") if by else N_("Given at %(event)s."), who=by, event=at)
    if to := say.values("hn:addressee"):
        yield say.say(N_("Addressed to %(to)s."), to=to)
    if number := say.counted(
        "~schema:isPartOf.recommendation",
        "recommendations",
        lambda n: say.ngettext("%(num)s recommendation", "%(num)s recommendations", n),
    ):
        yield _sentence((number,))
    yield from _cites(say)


def _concept(say: _Sayings) -> Iterator[Sentence]:
    said = best_text([one.value for one in say.statements("skos:definition")], say.terms)
    if said:
        yield (linked(said[0]),)


def _thing(say: _Sayings) -> Iterator[Sentence]:
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
        yield _sentence(listed(counted, words))


_TELL: Final[dict[str, Callable[[_Sayings], Iterator[Sentence]]]] = {
    "programme": _programme,
    "event": _event,
    "congress": _event,
    "document": _document,
    "person": _person,
    "organisation": _organisation,
    "post": _post,
    "place": _place,
    "term": _term,
    "citation": _citation,
    "task": _part_of,
    "recommendation": _part_of,
    "speech": _speech,
    "concept": _concept,
}
