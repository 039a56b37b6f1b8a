"""The sentences at the head of the pages of what records where statements come from: claims, identifications, runs,
decisions, loaded files and entailments. Each says what it is, and leads on to what it is about.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from graph.claims.claim import EXPLICIT, INFERRED, PROPOSED, REJECTED
from ontology.terms import hn, prov, rdf, skos, void
from queries.read.entity_record import EntityRecord
from queries.read.evidence import ClaimRecord, SourceRecord
from queries.read.provenance import ProvenanceRecord
from queries.read.rows import text_of
from web.languages import N_
from web.page_context import firm_numbers
from web.views.sentences import Part, Sentence, fill, linked
from web.views.terms import RenderedTerm, TermRenderer, property_label

_SAYS: Final = {
    EXPLICIT: N_("A claim: %(source)s says %(what)s."),
    INFERRED: N_("A claim, by inference from %(source)s: %(what)s."),
    PROPOSED: N_("A proposed claim, which nobody has accepted yet: %(source)s says %(what)s."),
    REJECTED: N_("A rejected claim: %(source)s says %(what)s."),
}


@dataclass(frozen=True)
class ClaimRow:
    """A claim of a run as it is listed: whom it is about, the property, the value, and its own page."""

    subject: RenderedTerm
    property: str
    value: RenderedTerm
    href: str


def claim_rows(provenance: ProvenanceRecord | None, terms: TermRenderer) -> tuple[ClaimRow, ...]:
    """Return the first claims of a run."""
    if provenance is None:
        return ()
    return tuple(
        ClaimRow(
            terms.link(one.subject),
            property_label(one.predicate, terms.words).text,
            terms.render(one.value),
            terms.links.entity(one.claim),
        )
        for one in provenance.claims
    )


def provenance_summary(
    record: EntityRecord, provenance: ProvenanceRecord | None, terms: TermRenderer
) -> tuple[Sentence, ...]:
    """Return the sentences of a page about provenance; none for any other page."""
    if provenance is not None and provenance.claim is not None and provenance.source is not None:
        return tuple(_claim(provenance, provenance.claim, provenance.source, terms))
    if provenance is not None:
        return tuple(_run(provenance, terms))
    tell = {"decision": _decision, "origin": _origin, "entailment": _entailment}.get(record.kind)
    return tuple(tell(record, terms)) if tell else ()


def _claim(
    provenance: ProvenanceRecord, claim: ClaimRecord, source: SourceRecord, terms: TermRenderer
) -> Iterator[Sentence]:
    words, links = terms.words, terms.links
    said = _SAYS.get(claim.status, _SAYS[EXPLICIT])
    yield fill(words(said), source=_source(source, terms), what=_what(claim, terms))
    if claim.reason:
        yield fill(words(N_("Because: %(reason)s")), reason=Part(claim.reason, lang="en"))
    if claim.as_of:
        yield fill(words(N_("As of %(days)s.")), days=words.date(claim.as_of))
    if claim.predicate in (hn.citing, hn.cited) and claim.passage:
        words_of = Part(words(N_("The passage")), links.entity(claim.passage))
        yield (words_of, Part("."))
    elif claim.printed and claim.passage:
        quoted = Part(f"“{firm_numbers(claim.printed)}”", links.entity(claim.passage), claim.printed_lang)
        yield fill(words(N_("The words: %(words)s.")), words=quoted)
    elif claim.passage:
        yield fill(words(N_("It rests on %(passage)s.")), passage=linked(terms.link(claim.passage)))
    page = Part(words(N_("the page of what it is about")), terms.link(claim.subject).href)
    if not page.href:  # only claims name it
        if provenance.run:
            yield fill(words(N_("It was recorded by %(run)s.")), run=_made(provenance, terms))
    elif provenance.run:
        made = _made(provenance, terms)
        yield fill(words(N_("It stands on %(page)s, and was recorded by %(run)s.")), page=page, run=made)
    else:
        yield fill(words(N_("It stands on %(page)s.")), page=page)


def _source(source: SourceRecord, terms: TermRenderer) -> Part:
    """Return a source by its name, with its language where the name does not tell it."""
    link = terms.link(source.iri)
    language = terms.words.language(source.language) if source.language else ""
    told = not language or language.casefold() in link.text.casefold()
    return Part(link.text if told else f"{link.text} ({language})", link.href, link.lang)


def _what(claim: ClaimRecord, terms: TermRenderer) -> Sentence:
    """Return what a claim says, as the end of a sentence."""
    words = terms.words
    subject, value = linked(terms.link(claim.subject)), terms.render(claim.value)
    shown = Part(f"“{value.text}”", lang=value.lang) if isinstance(claim.value, Literal) else linked(value)
    plain = linked(value)
    said = {
        hn.citing: N_("that %(value)s cites, in the words of the citation %(subject)s"),
        hn.cited: N_("that the citation %(subject)s means %(value)s"),
        skos.prefLabel: N_("that %(subject)s is called %(value)s"),
        skos.altLabel: N_("that %(subject)s is called %(value)s"),
        hn.contextName: N_("that it means %(subject)s by %(value)s"),
        rdf.type: N_("that %(subject)s is of the kind %(value)s"),
    }.get(claim.predicate)
    if said is not None:
        return fill(words(said), subject=subject, value=shown)
    reading = property_label(claim.predicate, words)
    return fill(
        words(N_("of %(subject)s, “%(property)s”: %(value)s")),
        subject=subject,
        property=Part(reading.text, lang=reading.lang),
        value=plain,
    )


def _made(provenance: ProvenanceRecord, terms: TermRenderer) -> Sentence:
    """Return what made a claim, and on which day."""
    run = linked(terms.link(provenance.run))
    if not provenance.ended:
        return (run,)
    day = terms.words.date(provenance.ended[:10])
    return fill(terms.words(N_("%(run)s on %(day)s")), run=run, day=day)


def _run(provenance: ProvenanceRecord, terms: TermRenderer) -> Iterator[Sentence]:
    words = terms.words
    if provenance.ended:
        yield fill(words(N_("It ended on %(day)s.")), day=words.date(provenance.ended[:10]))
    if provenance.capped:
        yield fill(
            words(N_("It recorded more than %(number)s claims.")), number=words.number(provenance.count)
        )
    else:
        yield (
            Part(
                words.ngettext("It recorded %(num)s claim.", "It recorded %(num)s claims.", provenance.count)
            ),
        )
    yield (Part(words(N_("The sources that they are from")), terms.links.sources()), Part("."))


def _values(record: EntityRecord, property_iri: str) -> list[str]:
    """Return the values of a property that the page shows, as text."""
    return [
        text_of(one.value)
        for group in record.groups
        for one in group.statements
        if one.predicate == property_iri and not one.is_of_another and not hasattr(one.value, "starts")
    ]


def _decision(record: EntityRecord, terms: TermRenderer) -> Iterator[Sentence]:
    words = terms.words
    who, when = _values(record, hn.reviewer), _values(record, prov.generatedAtTime)
    if who and when:
        yield fill(
            words(N_("A decision of a reviewer: %(name)s, on %(day)s.")),
            name=who[0],
            day=words.date(when[0][:10]),
        )
    else:
        yield fill(words(N_("A decision of a reviewer.")))


def _origin(record: EntityRecord, terms: TermRenderer) -> Iterator[Sentence]:
    words = terms.words
    name, day = _values(record, hn.fileName), _values(record, hn.loadedAt)
    said = N_("A loaded file of RDF: %(name)s, loaded on %(day)s.")
    yield (
        fill(words(said), name="".join(name[:1]), day=words.date("".join(day[:1])[:10]))
        if day
        else fill(words(N_("A loaded file of RDF: %(name)s.")), name="".join(name[:1]))
    )
    if counts := _values(record, void.triples):
        number = words.number(int(counts[0])) if counts[0].isdigit() else counts[0]
        yield fill(words(N_("It holds %(number)s statements.")), number=number)
    yield (Part(words(N_("All loaded files")), terms.links.sources()), Part("."))


def _entailment(record: EntityRecord, terms: TermRenderer) -> Iterator[Sentence]:
    words = terms.words
    subject, property_iri, value = (_values(record, one) for one in (rdf.subject, rdf.predicate, rdf.object))
    if subject and property_iri and value:
        yield fill(
            words(N_("A statement that follows by rule: %(subject)s, “%(property)s”: %(value)s.")),
            subject=linked(terms.link(subject[0])),
            property=property_label(property_iri[0], words).text,
            value=linked(terms.link(value[0])) if "://" in value[0] else value[0],
        )
    yield fill(words(N_("The claims that it rests on stand below.")))
