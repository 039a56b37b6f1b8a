"""Why names and records are held to be one thing, written for a terminal and as JSON."""

import json
from collections.abc import Sequence
from typing import Any, Final

from pyoxigraph import Literal, NamedNode
from rich.console import Group, RenderableType
from rich.text import Text

from graph.claims.claim import REJECTED
from graph.store.reader import Term
from queries.export.results import short
from queries.export.table import TextTable
from queries.read.evidence import Triple
from queries.read.identity import HeldName, IdentityRecord
from queries.read.labels import ENGLISH_FIRST, Labels

NAMES: Final = ("name", "held", "source", "reason", "claims that rest on it", "statements lost without it")
OTHERS: Final = ("record", "standing", "reason")


def to_json(record: IdentityRecord, labels: Labels, languages: Sequence[str] = ENGLISH_FIRST) -> bytes:
    """Return a record as JSON, UTF-8: names with their reasons and what falls without them, and other records."""

    def term(value: Term) -> Any:
        if isinstance(value, NamedNode):
            return {"iri": value.value, "label": labels.name(value.value, languages).text}
        return (
            {"value": value.value, "language": value.language or ""}
            if isinstance(value, Literal)
            else str(value)
        )

    def triple(one: Triple) -> dict[str, Any]:
        return {"subject": term(NamedNode(one[0])), "property": one[1], "value": term(one[2])}

    document = {
        **term(NamedNode(record.iri)),
        "version": record.version.label,
        "names": [
            {
                **term(one.claim.value),
                "held": _held(one),
                "source": one.claim.source,
                "status": one.claim.status,
                "reason": one.claim.reason,
                "claims": [claim.claim for claim in one.claims],
                "resting": [claim.claim for claim in one.falls.claims],
                "lost": [triple(lost) for lost in one.falls.lost],
                "decisions": [verdict.decision for verdict in one.verdicts],
            }
            for one in record.names
        ],
        "more": record.more,
        "same": [
            {
                "other": one.other,
                "claim": one.claim.claim,
                "status": one.claim.status,
                "reason": one.claim.reason,
            }
            for one in record.same
        ],
        "merged": [
            {"other": one.other, "decision": one.decision, "reviewer": one.reviewer, "at": one.at}
            for one in record.mergings
        ],
        "replaced": list(record.replaced),
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def to_text(
    record: IdentityRecord, labels: Labels, languages: Sequence[str] = ENGLISH_FIRST
) -> RenderableType:
    """Return a record for a terminal: a table of names, and one of other records."""
    said: list[RenderableType] = [
        Text(labels.name(record.iri, languages).text, style="bold"),
        Text(short(NamedNode(record.iri)), style="dim"),
        Text(),
        TextTable(
            list(NAMES), [_name_row(one) for one in record.names], "Names", f"version {record.version.label}"
        ),
    ]
    if record.more:
        said.append(Text(f"and {record.more} more names", style="dim"))
    others = [(short(NamedNode(one.other)), _last(one.claim.status), one.claim.reason) for one in record.same]
    others += [(short(NamedNode(one.other)), "merged", one.reason) for one in record.mergings]
    others += [(short(NamedNode(one)), "replaced", "") for one in record.replaced]
    if others:
        said += [Text(), TextTable(list(OTHERS), others, "Other records", "")]
    return Group(*said)


def _name_row(one: HeldName) -> tuple[str, ...]:
    text = one.claim.value.value if isinstance(one.claim.value, Literal) else ""
    resting, lost = len(one.falls.claims), len(one.falls.lost)
    source = short(NamedNode(one.claim.source)).removeprefix("source/")
    return text, _held(one), source, one.claim.reason, str(resting or ""), str(lost or "")


def _held(one: HeldName) -> str:
    if all(claim.status == REJECTED for claim in one.claims):
        return "rejected"
    return "in this source only" if one.in_context else "by judgement" if one.judged else "by its name"


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]
