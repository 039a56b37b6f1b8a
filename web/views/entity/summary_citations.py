"""The sentences of a summary on what is cited, and by what: of programmes, events and documents first."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode

from graph.claims.claim import INFERRED
from ontology.terms import schema
from queries.read.citation_references import ReferenceKind
from queries.read.evidence import Triple
from queries.read.rows import text_of
from web.languages import N_
from web.views.entity.merging import alike, best_text, reference_of
from web.views.entity.sayings import NAMED, Sayings, quoted, things
from web.views.sentences import Part, Sentence, linked, listed

CITES: Final = "~hn:citing.citation"


def cites(say: Sayings) -> Iterator[Sentence]:
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
            words.ngettext("%(num)s more thing", "%(num)s more things", len(made) - documents)
            if named
            else words.ngettext("%(num)s thing", "%(num)s things", len(made)),
            "#words-that-name-no-one-document",
            letters=say.of(vague),
        ),
    }
    inferred = all(one.status for one in group.statements)
    if named and vague:
        said = (
            N_("By inference it cites %(documents)s, and %(things)s by words that name no one document.")
            if inferred
            else N_("Cites %(documents)s, and %(things)s by words that name no one document.")
        )
    elif named:
        said = N_("By inference it cites %(documents)s.") if inferred else N_("Cites %(documents)s.")
    elif inferred:
        said = N_("By inference it cites %(things)s by words that name no one document.")
    else:
        said = N_("Cites %(things)s by words that name no one document.")
    yield say.say(said, **parts)


def cited_by(say: Sayings) -> Iterator[Sentence]:
    """Say how many things cite the thing, and in how many words it may be meant."""
    citing = say.counted(
        "~hn:cited.citation",
        lambda n: say.ngettext("%(num)s thing cites it", "%(num)s things cite it", n),
    )
    parts = [
        _with_inferred(citing, say) if citing else None,
        say.counted(
            "~hn:cited",
            lambda n: say.ngettext("%(num)s thing cites it", "%(num)s things cite it", n),
        ),
        say.counted(
            "~hn:refersTo.citation",
            lambda n: say.ngettext(
                "%(num)s thing names it where it cites", "%(num)s things name it where they cite", n
            ),
        ),
        say.counted(
            "~hn:candidate.citation",
            lambda n: say.ngettext(
                "%(num)s wording that names no document may mean it",
                "%(num)s wordings that name no document may mean it",
                n,
            ),
        ),
    ]
    if found := [part for part in parts if part]:
        yield (*listed(found, say.terms.words), Part("."))


def _with_inferred(citing: Part, say: Sayings) -> Part:
    """Add of how many of the things that cite it that is only inferred."""
    group = say.group("~hn:cited.citation")
    inferred = sum(one.status == INFERRED for one in group.statements) if group and not group.more else 0
    words, text = say.terms.words, citing.text
    if inferred and inferred == len(group.statements if group else ()):
        text = words("%(things)s (by inference)", things=text)
    elif inferred:
        text = words("%(things)s (%(some)s of them by inference)", things=text, some=words.number(inferred))
    return replace(citing, text=text)


def programme(say: Sayings) -> Iterator[Sentence]:
    yield from _signed(say)
    yield from cites(say)
    if say.group(CITES) is None:
        silent = say.count("~hn:silentOn")
        yield say.say(N_("No report read so far says which documents it cites."))
        if silent:
            said = say.ngettext(
                "%(num)s report that tells of it was read whole and names none",
                "%(num)s reports that tell of it were read whole and name none",
                silent,
            )
            yield (Part(said, letters=say.of(say.statements("~hn:silentOn"))), Part("."))
    yield from cited_by(say)


def _signed(say: Sayings) -> Iterator[Sentence]:
    signed = say.statements("hn:signedAt")
    event = next((one.value.value for one in signed if isinstance(one.value, NamedNode)), "")
    said = say.record.summary.described.get(event, {})
    place = next(iter(said.get(schema.location, ())), None)
    where = None
    if place:
        stated: list[Triple] = [(event, schema.location, place)]
        where = linked(say.terms.render(place), say.letters(stated), inferred=say.inferred(stated))
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


def _days(say: Sayings, event: str) -> Part | None:
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
    return Part(say.terms.words.date(dates), letters=say.letters(triples), inferred=say.inferred(triples))


def _parties(say: Sayings) -> Sentence:
    """Return by how many a programme was signed, and of how many of these that is only inferred."""
    group, key = say.group("hn:signatory"), "hn:signatory"
    if group is None:
        return ()
    words, anchor = say.terms.words, "#signing"
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


def event(say: Sayings) -> Iterator[Sentence]:
    days = [one for one in say.statements("schema:startDate") if not one.vague]
    where = say.values("schema:location")
    when = listed([say.value(one) for one in days[:NAMED]], say.terms.words)
    if where and when:
        yield say.say(N_("Held in %(place)s on %(day)s."), place=where, day=when)
    elif where or when:
        yield say.say(N_("Held in %(place)s.") if where else N_("Held on %(day)s."), place=where, day=when)
    if makers := say.values("schema:organizer"):
        yield say.say(N_("Organised by %(makers)s."), makers=makers)
    if signed := things(say, "~hn:signedAt.programme"):
        yield say.say(N_("Signed there: %(things)s."), things=signed)
    if elected := things(say, "~prov:wasGeneratedBy.tenure"):
        yield say.say(N_("Elected: %(things)s."), things=elected)
    yield from cites(say)
    people = say.counted(
        "~hn:event.participation",
        lambda n: say.ngettext("%(num)s participant is named", "%(num)s participants are named", n),
    )
    if people:
        yield (people, Part("."))


def document(say: Sayings) -> Iterator[Sentence]:
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
        yield (linked(quoted(shown[0]), say.of(stating)), Part("."))
    cited = tuple(cited_by(say))
    yield from cited or (say.say(N_("No report read so far cites it.")),)
    if say.record.replaced is None:
        if say.record.slice.at:
            day = say.terms.words.date(say.record.slice.at)
            yield say.say(N_("No source says that it had been replaced or ended on %(day)s."), day=day)
        else:
            yield say.say(N_("No source says that it was replaced or ended."))
    yield from cites(say)
