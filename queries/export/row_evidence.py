"""What a row of an answer rests on as JSON: its statements, the claims of each, their places and sources."""

from collections.abc import Mapping, Sequence
from typing import Any

from graph.store.reader import Term, VersionName
from queries.export.json import write_json
from queries.export.results import term_as_json
from queries.read.evidence import ClaimRecord, Evidence
from queries.read.row_evidence import RowEvidence


def to_json(found: RowEvidence, row: Mapping[str, Term], version: VersionName, limits: Sequence[str]) -> str:
    """Return the evidence of a row as JSON. Terms are as in SPARQL results; `limits` say in words what is not shown."""
    claims = {one.claim: one for said in found.statements for one in said.claims}
    return write_json(
        {
            "version": version.label,
            "row": {name: term_as_json(term) for name, term in row.items()},
            "statements": [
                {
                    "subject": term_as_json(one.statement.subject),
                    "predicate": term_as_json(one.statement.predicate),
                    "object": term_as_json(one.statement.object),
                    "graph": one.statement.graph,
                    "basis": str(one.basis),
                    "claims": [claim.claim for claim in one.claims],
                    "files": [
                        {"iri": file.iri, "name": file.name, "loaded": file.loaded}
                        for file in found.evidence.files.get(one.statement.said, ())
                    ],
                }
                for one in found.statements
            ],
            "claims": [_claim(one, found.evidence) for one in claims.values()],
            "sources": [
                _source(iri, found.evidence) for iri in sorted({one.source for one in claims.values()})
            ],
            "more": found.more,
            "limits": list(limits),
        }
    )


def _claim(one: ClaimRecord, evidence: Evidence) -> dict[str, Any]:
    place = evidence.places.get(one.passage)
    return {
        "iri": one.claim,
        "source": one.source,
        "status": one.status,
        "passage": one.passage,
        "start": place.start if place else None,
        "end": place.end if place else None,
        "printed": one.printed,
        "language": one.printed_lang,
        "asOf": one.as_of,
        "reason": one.reason,
    }


def _source(iri: str, evidence: Evidence) -> dict[str, Any]:
    source = evidence.source(iri)
    return {
        "iri": iri,
        "language": source.language,
        "published": source.published,
        "original": source.original,
        "root": source.root,
        "url": source.url,
    }
