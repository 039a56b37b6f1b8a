"""What the page of a thing shows: made of its record, the labels of what it names, and the notes of its evidence."""

import json
from dataclasses import dataclass, replace
from typing import Final

from graph.limits import LIMITS
from ontology.iris import BASE, name_of, node_label
from ontology.kinds import CLASS_OF_KIND
from ontology.prefixes import PREFIXES, shrink
from queries.export.references import WORK, Cited, plain
from queries.read.entity_record import NAMES, PAGE, EntityRecord, EntitySlice, GroupRecord, Uses
from queries.read.labels import Label, Labels
from queries.read.nested import NodeRecord
from queries.read.provenance import ProvenanceRecord
from queries.read.texts import Texts
from web.page_context import Alternate, Frame, firm
from web.urls import CITATIONS, FORMATS, Links
from web.views.entity.provenance import ClaimRow, claim_rows, provenance_summary
from web.views.entity.rows import (
    context_rows,
    group_rows,
    name_rows,
    names_by_language,
    section_rows,
)
from web.views.entity.succession import LateCitation, TurnNote, late_citations, turn_notes
from web.views.entity.summary import summary_of
from web.views.evidence_notes import EvidenceNotes, LetteredSources
from web.views.nested import NestedList, nested_list
from web.views.sentences import Sentence
from web.views.statement_rows import GroupRows, LanguageNames, NameRow, SectionRows
from web.views.terms import RenderedTerm, TermRenderer, kind_word, rdfa_name

RDFA_PREFIXES: Final = " ".join(f"{prefix}: {iri}" for prefix, iri in PREFIXES.items())
SCHEMA_TYPES: Final = {
    "person": "Person",
    "organisation": "Organization",
    "event": "Event",
    "congress": "Event",
    "place": "Place",
    "document": "Legislation",
    "programme": "CreativeWork",
    "speech": "CreativeWork",
    "source": "NewsArticle",
}
TIMED_KINDS: Final = frozenset({"person", "organisation", "post", "place", "term", "document"})
"""Kinds of things of which one asks how they stood on a day."""
COUNTED: Final = LIMITS.things_counted
"""Uses of a property are counted up to this."""
OTHER_NAMES: Final = LIMITS.other_names_shown
"""Names in other languages at the head of a page."""


@dataclass(frozen=True)
class Listed:
    """What is of a class, in a graph or said by a property: the first things, how many there are (`capped`: at least so
    many), and the query for all (`more`).
    """

    things: tuple[RenderedTerm, ...]
    count: int
    capped: bool
    more: str


@dataclass(frozen=True)
class EntityPage:
    """What the page of a thing shows. `about` is how RDFa names it; `node`: it is a blank node, of which a page is no
    lasting address; `own_address` leads out to a thing of others, `nests`: it tells of blank nodes where they stand.
    One that is a list has `items`, and the cells that begin the list and the page before this one. `instances` are the
    things of it as a class, `contents` what it holds as a graph, `uses` the statements that use it as a property.
    """

    iri: str
    about: str
    node: bool
    kind: str
    kind_name: str
    name: Label
    other_names: tuple[NameRow, ...]
    summary: tuple[Sentence, ...]
    names: tuple[LanguageNames, ...]
    names_count: int
    names_shown: int
    names_legend: tuple[LetteredSources, ...]
    identity: str
    all_names: str
    types: tuple[RenderedTerm, ...]
    classes: str
    prefixes: str
    derived_from: frozenset[str]
    sections: tuple[SectionRows, ...]
    follows: tuple[GroupRows, ...]
    sources: tuple[LetteredSources, ...]
    slice: EntitySlice
    last_page: int
    previous: str
    next: str
    alternates: tuple[Alternate, ...]
    own_page: str
    trace: str
    timed: bool
    turns: tuple[TurnNote, ...]
    cited_late: tuple[LateCitation, ...]
    history: str
    cited: str
    references: tuple[tuple[str, str], ...]
    described: str
    claims_made: tuple[ClaimRow, ...] = ()
    own_address: str = ""
    nests: bool = False
    items: NestedList | None = None
    list_first: str = ""
    list_previous: str = ""
    instances: Listed | None = None
    contents: Listed | None = None
    uses: Listed | None = None


def entity_page(
    record: EntityRecord,
    labels: Labels,
    frame: Frame,
    texts: Texts | None = None,
    heading: Label | None = None,
    provenance: ProvenanceRecord | None = None,
) -> EntityPage:
    """Return the page of a record, under another heading than its name where one is given. Sources get their letters
    in the order in which they are shown.
    """
    nodes = dict(record.nested)
    if record.items is not None:
        nodes[record.iri] = NodeRecord(record.iri, record.items.count, items=record.items)
    terms = TermRenderer(frame.words, frame.links, labels, nodes)
    terms.told.add(record.iri)
    notes = EvidenceNotes(record.evidence, terms, texts)
    iri, kind, links = record.iri, record.kind, frame.links
    name = heading or terms.name(iri)
    if kind == "document":
        name = Label(firm(name.text), name.lang)
    elif kind == "run":
        name = Label(name.text[:1].upper() + name.text[1:], name.lang)
    summary = summary_of(record, terms, notes) or provenance_summary(record, provenance, terms)
    sections = _sections(record, terms, notes)
    items = nested_list(record.items, record.place, terms) if record.items is not None else None
    names = name_rows(record, notes)
    contexts = context_rows(record, notes)
    told = {source.letter for section in sections for source in section.legend}
    legend = tuple(source for source in notes.sources() if source.letter not in told)
    follows = tuple(
        replace(group_rows(record, group, terms, notes), title=Label(_curie(group), ""))
        for group in record.entailed
    )
    wanted = record.slice
    return EntityPage(
        iri=iri,
        about=rdfa_name(iri),
        node=node_label(iri) is not None,
        kind=kind,
        kind_name=_kind_name(record, terms) or kind_word(kind, frame.words),
        name=name,
        other_names=_other_names(names, name) if kind != "run" else (),
        summary=summary,
        names=names_by_language(names, contexts, frame.words) if record.shows_names else (),
        names_count=record.names_count + len(contexts),
        names_shown=len(names) + len(contexts),
        names_legend=legend if record.shows_names else (),
        identity=links.identity(iri) if kind in CLASS_OF_KIND else "",
        all_names=links.entity(iri, group=NAMES),
        types=tuple(map(terms.link, record.stated_classes)) if not kind else (),
        classes=" ".join(map(shrink, record.classes)),
        prefixes=RDFA_PREFIXES,
        derived_from=frozenset(record.derived_from),
        sections=sections,
        follows=follows,
        sources=notes.sources(),
        slice=wanted,
        last_page=_last_page(record),
        previous=links.entity(iri, **place(wanted, -1)) if wanted.page > 1 else "",
        next=links.entity(iri, **place(wanted, 1)) if record.more else "",
        alternates=alternates_of(iri, links, **place(wanted)),
        own_page=links.entity(iri),
        trace=_trace(record, links),
        timed=kind in TIMED_KINDS,
        turns=turn_notes(record, terms),
        cited_late=late_citations(record, terms),
        history=links.changes(iri=iri),
        cited=_citation(record, name, frame),
        references=tuple((suffix, links.document(iri, suffix)) for suffix in CITATIONS),
        described=_described(record, names, name),
        claims_made=claim_rows(provenance, terms),
        own_address=iri if iri.startswith(("http://", "https://")) and not iri.startswith(BASE) else "",
        nests=bool(nodes),
        items=items,
        list_first=links.entity(record.place.first) if record.place and record.place.first else "",
        list_previous=links.entity(record.place.previous) if record.place and record.place.previous else "",
        instances=_listed(record.instances, f"SELECT ?thing {{ ?thing a <{iri}> }}", terms),
        contents=_listed(
            record.contents, f"SELECT * {{ GRAPH <{iri}> {{ ?thing ?property ?value }} }}", terms
        ),
        uses=_listed(
            Uses((), min(record.uses, COUNTED), record.uses > COUNTED, False) if record.uses else None,
            f"SELECT * {{ ?thing <{iri}> ?value }}",
            terms,
        ),
    )


def _listed(uses: Uses | None, query: str, terms: TermRenderer) -> Listed | None:
    if uses is None:
        return None
    things = tuple(map(terms.link, uses.things))
    more = "" if uses.listed else terms.links.sparql(query=f"{query} LIMIT 1000")
    return Listed(things, uses.count, uses.capped, more)


def _sections(record: EntityRecord, terms: TermRenderer, notes: EvidenceNotes) -> tuple[SectionRows, ...]:
    """Return the sections, each with the sources whose letters, and the signs that, stand there first."""
    found: list[SectionRows] = []
    letters: set[str] = set()
    signs: set[tuple[str, str]] = set()
    for section in record.sections:
        for one in section_rows(record, section, terms, notes):
            fresh = tuple(source for source in notes.sources() if source.letter not in letters)
            letters.update(source.letter for source in fresh)
            found.append(
                replace(one, legend=fresh, signs=tuple(sign for sign in one.signs if sign not in signs))
            )
            signs.update(one.signs)
    return tuple(found)


def place(wanted: EntitySlice, step: int = 0) -> dict[str, object]:
    """Return the parameters that name a slice, or the one some pages after it."""
    page = wanted.page + step
    return {
        "group": wanted.group,
        "page": page if wanted.group and page > 1 else None,
        "at": wanted.at,
    }


def alternates_of(iri: str, links: Links, **parameters: object) -> tuple[Alternate, ...]:
    """Return the documents about a thing in the formats for machines: of the same part of it."""
    return tuple(
        Alternate(links.document(iri, suffix, **parameters), media, suffix)
        for suffix, media in FORMATS.items()
        if suffix != "html"
    )


def _kind_name(record: EntityRecord, terms: TermRenderer) -> str:
    """Return what the thing is, as exactly as it is said: "directive", "union of friendship organizations"."""
    if record.kind in ("citation", "source", "congress"):
        return ""
    return ", ".join(sorted(terms.link(iri).text for iri in record.classified_as))


def _curie(group: GroupRecord) -> str:
    """Return the property of a group as a prefixed name, after `^` where others point here, as in SPARQL."""
    return f"{'^' if group.inverse else ''}{shrink(group.predicate)}"


def _last_page(record: EntityRecord) -> int:
    """Return the number of the last page of the group asked for; 0 where nobody has counted so far."""
    if not record.slice.group:
        return 1
    if any(group.capped for group in record.groups):
        return 0
    count = record.names_count if record.slice.group == NAMES else sum(g.count for g in record.groups)
    return max(1, -(-count // PAGE))


def _trace(record: EntityRecord, links: Links) -> str:
    """Return the link to the trace of a document, or of something that cites; empty for any other thing."""
    name = name_of(record.iri)
    if name is None or not (name.kind in ("document", "organisation") or record.cites):
        return ""
    return links.trace(name.kind, name.slug)


def _other_names(rows: tuple[NameRow, ...], shown: Label) -> tuple[NameRow, ...]:
    """Return the preferred names in other languages, for the head of the page."""
    others = tuple(row for row in rows if row.preferred and firm(row.text) != firm(shown.text))
    return others[:OTHER_NAMES]


def _citation(record: EntityRecord, name: Label, frame: Frame) -> str:
    """Return how the page is cited, in words."""
    cited = Cited(name.text, record.iri, record.version.label, record.version.created[:10])
    version = frame.words("data version %(name)s", name=cited.version)
    return plain(cited, version_word=version, day_words=frame.words.date(cited.day))


def _described(record: EntityRecord, rows: tuple[NameRow, ...], name: Label) -> str:
    """Return schema.org's JSON-LD for search engines; the documents beside the page say everything."""
    names = [
        {"@value": row.text, "@language": row.lang} if row.lang else row.text for row in rows if row.preferred
    ]
    described = {
        "@context": "https://schema.org",
        "@id": record.iri,
        "@type": SCHEMA_TYPES.get(record.kind, "Thing"),
        "name": names or name.text,
        "isPartOf": {"@type": "Dataset", "name": WORK, "version": record.version.label},
    }
    # "<" would end the element that holds this.
    return json.dumps(described, ensure_ascii=False).replace("<", "\\u003c")
