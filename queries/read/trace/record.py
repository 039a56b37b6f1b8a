"""Read one trace: its citations, filtered and cut, with what they rest on and the evidence for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from graph.errors import NotFound
from graph.limits import LIMITS
from graph.store.reader import Reader
from ontology.iris import mint
from ontology.kinds import kind_of
from queries.read.evidence import ClaimRecord, Evidence, evidence_of
from queries.read.rows import batches, select
from queries.read.statements import require_known
from queries.read.trace.activities import FAR, Scope, TraceLimits
from queries.read.trace.chains import Chains, read_chains
from queries.read.trace.citations import CitationRecord, Role
from queries.read.trace.documents import DocumentFacts, NearDocuments, read_documents, read_near_documents
from queries.read.trace.facets import Facet, FacetCount, Filter, count_facets
from queries.read.trace.readings import SourceState, read_states
from queries.read.trace.references import Meaning, Reference, ReferenceTable, read_table, references_of
from queries.read.trace.succession import Followed, read_followed, read_with_followed, with_replacements


class View(StrEnum):
    """What is read of a trace beside its citations. The values stand in addresses."""

    TABLE = "table"
    """What is meant, by the reports."""
    PASSAGES = "passages"
    """The claims of the citations, with their places and sources."""


@dataclass(frozen=True)
class TraceParams:
    """What is read of which trace: a part, as it is filtered, in a view.

    `page` 0 is every citation of the part, as exports have them; from 1 on so many rows a page, with the counts of
    facets.
    `successors`: with the citations of what the thing became, and of what it was made of.
    """

    scope: Scope = field(default_factory=Scope)
    filter: Filter = field(default_factory=Filter)
    view: View = View.PASSAGES
    page: int = 0
    part: int = 1
    limits: TraceLimits = FAR
    successors: bool = False


@dataclass(frozen=True)
class TraceRecord:
    """One part of a trace.

    `citations` are those that the filter keeps, `shown` the ones of the page; `rows` counts what all pages show.
    `table` has what they mean, `documents` what is known of the documents and of what cites, `near` the documents
    beside those that are cited. `more`: there are further parts of at most `links` citations of each way. `cut`: so
    many activities of a sort were followed, where there are more; else 0. `issued` is the day of a document. `reports`
    are the sources that tell of a programme, and how they were read. `followed` is what the thing became and was made
    of, whether or not their citations were asked for.
    """

    params: TraceParams
    citations: tuple[CitationRecord, ...]
    shown: tuple[CitationRecord, ...]
    links: int
    rows: int = 0
    more: bool = False
    cut: int = 0
    facets: tuple[FacetCount, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    chains: Chains = field(default_factory=Chains)
    table: ReferenceTable = field(default_factory=ReferenceTable)
    documents: Mapping[str, DocumentFacts] = field(default_factory=lambda: MappingProxyType({}))
    near: NearDocuments = field(default_factory=NearDocuments)
    issued: str = ""
    reports: tuple[SourceState, ...] = ()
    followed: tuple[Followed, ...] = ()

    @property
    def scope(self) -> Scope:
        return self.params.scope

    @property
    def is_document(self) -> bool:
        """Whether a document is traced, so that citations lead to it."""
        return kind_of(self.scope.thing) == "document"

    @property
    def first_cited(self) -> str:
        """The first day on which what is traced was cited; empty where none is known."""
        return min(
            (one.day for one in self.citations if one.day and one.role.cited and not one.followed), default=""
        )

    def iris(self) -> Iterator[str]:
        """Yield what a view of the record needs labels of; some more than once."""
        yield self.scope.thing
        for one in self.shown:
            yield from one.iris()
        yield from self.chains.iris()
        for followed in self.followed:
            yield from followed.iris()
        for counted in self.facets:
            yield from filter(None, (counted.facet.iri(value) for value, _ in counted.values))
        yield from self.table.iris()
        yield from self.near.iris()
        for facts in self.documents.values():
            yield from filter(None, (facts.issuer, facts.type))
        yield from self.evidence.iris()
        yield from (one.source for one in self.reports)


class _IssuedRow(NamedTuple):
    first: str


def read_trace(reader: Reader, params: TraceParams) -> TraceRecord:
    """Return one part of a trace.

    Raises NotFound where nothing is known of the thing, and where there is no such page.
    """
    thing, view = params.scope.thing, params.view
    followed = read_followed(reader, thing) if thing else ()
    wanted = followed if params.successors else ()
    traced = read_with_followed(reader, params.scope, params.limits, params.part, wanted)
    if thing and not traced.citations:
        require_known(reader, thing)
    citations = [one for one in traced.citations if not thing or params.scope.holds(one.day)]
    kept = with_replacements(reader, [one for one in citations if params.filter.keeps(one)])
    references = references_of(kept) if params.page else ()
    rows, shown, table = _page(reader, kept, references, params)
    is_document = kind_of(thing) == "document"
    chains = _chains(reader, thing, kept)
    cited = {row.things[0] for row in references if row.meaning is Meaning.DOCUMENT}
    near, documents = NearDocuments(), {}
    if params.page and view is View.TABLE:
        known = {*cited, *chains.iris(), thing}
        if not is_document:
            near = read_near_documents(reader, {one for one in cited if kind_of(one) == "document"}, known)
        meant = (one for row in references for words in row.words for one in (*row.things, *words.candidates))
        documents = read_documents(reader, {*chains.iris(), *near.iris(), *meant, thing} - {""})
    return TraceRecord(
        params,
        tuple(kept),
        shown,
        traced.links,
        rows,
        traced.more,
        traced.cut,
        facets=_facets(citations, params, is_document=is_document),
        evidence=_evidence(reader, traced.claims, shown) if view is View.PASSAGES else Evidence(),
        chains=chains,
        table=table,
        documents=documents,
        near=near,
        issued=_issued(reader, thing) if is_document and not traced.more else "",
        reports=_reports(reader, thing, traced.citations),
        followed=followed,
    )


def _page(
    reader: Reader, kept: Sequence[CitationRecord], references: Sequence[Reference], params: TraceParams
) -> tuple[int, tuple[CitationRecord, ...], ReferenceTable]:
    """Return how many rows there are, the citations of the page, and its table.

    A row is a thing that is meant; in the view of passages a citation, by whatever cites in it.
    """
    page, most = params.page, LIMITS.trace_rows_a_page
    if page == 0:
        return len(kept), tuple(kept), ReferenceTable()
    first, last = (page - 1) * most, page * most
    if params.view is View.TABLE:
        count, rows = len(references), tuple(references[first:last])
    else:
        words = [(row.direction, one.citation) for row in references for one in row.words]
        count, wanted = len(words), set(words[first:last])
        cut = (
            replace(row, words=tuple(one for one in row.words if (row.direction, one.citation) in wanted))
            for row in references
        )
        rows = tuple(row for row in cut if row.words)
    if page > 1 and not rows:
        raise NotFound(
            "There is no page %(page)s of this.",
            hint="The first page counts them all.",
            values={"page": page},
        )
    held = {(one.citation, citer.citing) for row in rows for one in row.words for citer in row.citers}
    shown = tuple(one for one in kept if (one.citation, one.citing) in held)
    return count, shown, read_table(reader, references, rows)


def _facets(
    citations: Sequence[CitationRecord], params: TraceParams, *, is_document: bool
) -> tuple[FacetCount, ...]:
    if params.page == 0:
        return ()
    without = frozenset({Facet.DOCUMENT}) if is_document else frozenset()
    return count_facets(citations, params.filter, without=without)


def _evidence(reader: Reader, claims: Sequence[ClaimRecord], shown: Sequence[CitationRecord]) -> Evidence:
    """Return the claims of what makes these citations, with their places and sources."""
    found = Evidence()
    for some in batches(one.citation for one in shown):
        wanted = frozenset(some)
        found |= evidence_of(reader, (claim for claim in claims if claim.subject in wanted))
    return found


def _chains(reader: Reader, thing: str, kept: Sequence[CitationRecord]) -> Chains:
    """Follow what the thing, or what it cites, rests on; and what rests on a document."""
    cited = [one.cited for one in kept if one.role in (Role.CITES_EXPLICITLY, Role.CITES_BY_INFERENCE)]
    starts = list(dict.fromkeys([thing, *cited] if thing else cited))[: LIMITS.chain_starts]
    return read_chains(reader, starts, [thing] if kind_of(thing) == "document" else [])


def _reports(reader: Reader, thing: str, citations: Sequence[CitationRecord]) -> tuple[SourceState, ...]:
    """Return the sources that tell of a programme: where it cites, where it is read and cites none, and the unread."""
    if kind_of(thing) != "programme":
        return ()
    citing = frozenset(mint("source", one.source) for one in citations if one.role.outward and one.source)
    states, _ = read_states(reader, [thing], {thing: citing})
    return states[thing]


def _issued(reader: Reader, document: str) -> str:
    rows = select(reader, _IssuedRow, "found-dates", things=[document])
    return rows[0].first if rows else ""
