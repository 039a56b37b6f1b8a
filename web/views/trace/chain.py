"""The chain of documents above and below a trace, as a drawing, as a table, and what stands near it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ontology.kinds import kind_of
from queries.read.trace import CitationRecord, Direction, DocumentFacts, Meaning, Step, TraceRecord
from web.page_context import firm
from web.views.charts import ChainTree, Citing, Thing, Tie, lay_out_chain
from web.views.terms import RenderedTerm, TermRenderer, kind_word, property_label
from web.views.timeline import shortened
from web.views.trace.page import Line, Near, SameNumber

LABEL = 14
"""Letters of a label of what has no number."""


def chain_of(record: TraceRecord, terms: TermRenderer) -> ChainTree | None:
    """Draw what the documents cited rest on, with what cites them; of a document also what rests on it."""
    thing = record.scope.thing if record.is_document else ""
    documents = _cited(record)
    ties = list(_ties(record))
    drawn = dict.fromkeys([*([thing] if thing else documents)])
    drawn |= dict.fromkeys(
        iri for step in (*record.chains.above, *record.chains.below) for iri in (step.origin, step.document)
    )
    things = [_thing(iri, record, terms) for iri in drawn]
    if not ties and len(documents) < 2:
        return None
    return lay_out_chain(
        things, ties_in_words(ties, terms), () if thing else list(_citing(record, terms)), record.scope.thing
    )


def _cited(record: TraceRecord) -> list[str]:
    """Return the documents that the trace cites, in the order of its table."""
    rows = record.table.of(Direction.CITES, Direction.CITED)
    cited = (row.things[0] for row in rows if row.meaning is Meaning.DOCUMENT)
    return list(dict.fromkeys(one for one in cited if kind_of(one) == "document"))


def _ties(record: TraceRecord) -> Iterator[tuple[str, str, str]]:
    """Yield younger, relation and older of each step, once."""
    for step in record.chains.above:
        yield step.origin, step.relation, step.document
    for step in record.chains.below:
        yield step.document, step.relation, step.origin


def ties_in_words(ties: Iterable[tuple[str, str, str]], terms: TermRenderer) -> list[Tie]:
    """Return ties with their relations in words."""
    return [
        Tie(older, younger, property_label(relation, terms.words).text) for younger, relation, older in ties
    ]


def _thing(iri: str, record: TraceRecord, terms: TermRenderer) -> Thing:
    facts = record.documents.get(iri, DocumentFacts())
    name = terms.link(iri)
    label = firm(facts.number) if facts.number else shortened(name.text, LABEL)
    lang = "" if facts.number else name.lang
    href = terms.links.trace_of(iri) or name.href
    return Thing(iri, label, lang, facts.day, terms.words.short_date(facts.day), href, name.text)


def _citing(record: TraceRecord, terms: TermRenderer) -> Iterator[Citing]:
    """Yield what cites documents here: of several in the same words the first, by its kind and day."""
    found: dict[str, tuple[CitationRecord, list[str], bool]] = {}
    for row in record.table.of(Direction.CITES, Direction.CITED):
        if row.meaning is Meaning.DOCUMENT and kind_of(row.things[0]) == "document":
            one = row.citers[0]
            _, cited, inferred = found.setdefault(one.citing, (one, [], one.inferred))
            cited.append(row.things[0])
            found[one.citing] = (one, cited, inferred and one.inferred)
    for one, cited, inferred in found.values():
        name = terms.link(one.citing)
        kind = kind_word(kind_of(one.citing), terms.words)
        label = kind[:1].upper() + kind[1:]
        href = terms.links.trace_of(one.citing) or name.href
        when = terms.words.short_date(one.day)
        thing = Thing(one.citing, label, "", one.day, when, href, name.text)
        yield Citing(thing, tuple(dict.fromkeys(cited)), inferred)


def lines_of(record: TraceRecord, terms: TermRenderer) -> tuple[Line, ...]:
    """Return the lines of the drawing as rows of a table: what cites, and then what rests on what."""
    cites = terms.words("cites")
    found: dict[tuple[str, str], Line] = {}
    if not record.is_document:
        for row in record.table.of(Direction.CITES, Direction.CITED):
            if row.meaning is Meaning.DOCUMENT and kind_of(row.things[0]) == "document":
                one = row.citers[0]
                line = Line(terms.link(one.citing), cites, terms.link(row.things[0]), one.inferred)
                found.setdefault((one.citing, row.things[0]), line)
    for younger, relation, older in _ties(record):
        label = property_label(relation, terms.words).text
        found.setdefault(
            (younger, older), Line(terms.link(younger), label, terms.link(older), inferred=False)
        )
    return tuple(found.values())


def listed(
    links: Sequence[RenderedTerm], terms: TermRenderer, *, either: bool = False
) -> tuple[tuple[str, RenderedTerm], ...]:
    """Return links with what stands before each in a sentence: a comma, and the word before the last one."""
    join = terms.words.either if either else terms.words.list
    return tuple(zip(join(["\0"] * len(links)).split("\0"), links, strict=False))


def near_of(record: TraceRecord, terms: TermRenderer) -> tuple[Near, ...]:
    """Return the documents that rest on cited ones and are not cited, each once."""
    found = []
    ordered = sorted(record.near.resting, key=lambda step: (step.document, step.relation))
    for (document, relation), some in groupby(ordered, key=lambda step: (step.document, step.relation)):
        found.append(_near(document, relation, list(some), record, terms))
    return tuple(found)


def _near(document: str, relation: str, steps: list[Step], record: TraceRecord, terms: TermRenderer) -> Near:
    facts = record.documents.get(document, DocumentFacts())
    issuer = terms.name(facts.issuer).text if facts.issuer else ""
    day = terms.words.date(facts.day) if facts.day else ""
    number = RenderedTerm(_numbered(document, record, terms), href=terms.link(document).href, iri=document)
    return Near(
        number if facts.number else terms.link(document),
        ", ".join(filter(None, [issuer, day if facts.number else ""])),
        property_label(relation, terms.words).text,
        listed([_by_number(step.origin, record, terms) for step in steps], terms),
    )


def same_number_of(record: TraceRecord, terms: TermRenderer) -> tuple[SameNumber, ...]:
    """Return the documents that bear the numbers of cited ones."""
    found = []
    for document, others in record.near.same_number:
        number = firm(record.documents.get(document, DocumentFacts()).number)
        said = terms.words.ngettext(
            "%(count)s other document bears the number %(number)s:",
            "%(count)s other documents bear the number %(number)s:",
            len(others),
            number=number,
        )
        links = [_by_day(one, record, terms) for one in others]
        found.append(SameNumber(said[:1].upper() + said[1:], listed(links, terms)))
    return tuple(found)


def _numbered(iri: str, record: TraceRecord, terms: TermRenderer) -> str:
    """Return a document by its type and number."""
    facts = record.documents.get(iri, DocumentFacts())
    kind = terms.name(facts.type).text if facts.type else ""
    return f"{kind[:1].upper()}{kind[1:]} {firm(facts.number)}".strip()


def _by_number(iri: str, record: TraceRecord, terms: TermRenderer) -> RenderedTerm:
    facts, link = record.documents.get(iri, DocumentFacts()), terms.link(iri)
    return RenderedTerm(firm(facts.number), href=link.href, iri=iri) if facts.number else link


def _by_day(iri: str, record: TraceRecord, terms: TermRenderer) -> RenderedTerm:
    facts, link = record.documents.get(iri, DocumentFacts()), terms.link(iri)
    if not facts.day:
        return link
    return RenderedTerm(terms.words("of %(day)s", day=terms.words.date(facts.day)), href=link.href, iri=iri)
