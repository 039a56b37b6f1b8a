"""Traces of citations: what cites a thing, what it cites, and how far that is known.

`read_trace` returns one part of a trace as a frozen record; `read_matrix`, `read_first_citations` and
`read_starting_points` look at all citations at once. A record holds IRIs, dates and codes: labels are read once for it,
and `queries.export` or a view makes what is seen.

>>> from graph.store.reader import Reader
>>> from ontology.iris import mint
>>> from queries.read.labels import read_labels
>>> def documents_cited(reader: Reader, slug: str) -> list[str]:
...     "Return the names of the documents that a programme cites."
...     record = read_trace(reader, TraceParams(Scope(mint("programme", slug))))
...     labels = read_labels(reader, record.iris())
...     return [labels.name(one.cited, ["en"]).text for one in record.citations if one.cited]

`tests/queries/read/trace/test_trace.py` runs it over the five reports.
"""

from queries.read.trace.activities import FAR, NEAR, Scope, TraceLimits
from queries.read.trace.chains import Chains, Step
from queries.read.trace.citations import CitationRecord, Role, Status
from queries.read.trace.documents import DocumentFacts, NearDocuments
from queries.read.trace.facets import Facet, FacetCount, Filter
from queries.read.trace.facts import Relation
from queries.read.trace.first_citations import FirstCitation, FirstCitations, read_first_citations
from queries.read.trace.matrix import MatrixCell, MatrixRecord, MatrixRow, read_matrix
from queries.read.trace.paths import PathStep
from queries.read.trace.record import TraceParams, TraceRecord, View, read_trace
from queries.read.trace.references import (
    CellState,
    Direction,
    Meaning,
    Reference,
    ReferenceSection,
    ReferenceTable,
    Report,
)
from queries.read.trace.starting_points import StartingPoint, StartingPoints, read_starting_points
from queries.read.trace.succession import Followed, FollowedStep

__all__ = [
    "FAR",
    "NEAR",
    "CellState",
    "Chains",
    "CitationRecord",
    "Direction",
    "DocumentFacts",
    "Facet",
    "FacetCount",
    "Filter",
    "FirstCitation",
    "FirstCitations",
    "Followed",
    "FollowedStep",
    "MatrixCell",
    "MatrixRecord",
    "MatrixRow",
    "Meaning",
    "NearDocuments",
    "PathStep",
    "Reference",
    "ReferenceSection",
    "ReferenceTable",
    "Relation",
    "Report",
    "Role",
    "Scope",
    "StartingPoint",
    "StartingPoints",
    "Status",
    "Step",
    "TraceLimits",
    "TraceParams",
    "TraceRecord",
    "View",
    "read_first_citations",
    "read_matrix",
    "read_starting_points",
    "read_trace",
]
