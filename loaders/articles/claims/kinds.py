"""Which kind each claim of an article is of: the unit that is measured, trusted and given a confidence.

A kind is a property of a kind of record, or several that are right and wrong together. What a citation cites and who
cites by it are apart, for one may be right where the other is not. The kind follows from subject and property alone,
so that claims which an earlier version made have it too.
"""

from typing import Final

from ontology.iris import name_of
from ontology.terms import dct, foaf, hn, org, rdf, schema, skos

SOURCE: Final = "source"
OTHER: Final = "other"

_NAMES: Final = dict.fromkeys((skos.prefLabel, skos.altLabel, skos.hiddenLabel, foaf.name), "name")
_WHEN: Final = dict.fromkeys((schema.startDate, schema.endDate), "event date")

_KINDS: Final[dict[str, dict[str, str]]] = {
    "citation": {hn.citing: "citing", hn.candidate: "candidate", hn.refersTo: "candidate", "": "cited"},
    "document": {
        schema.legislationIdentifier: "cited",
        dct.type: "cited",
        schema.legislationDate: "document date",
        schema.legislationPassedBy: "document issuer",
        hn.number: "document number",
        hn.bodyCode: "document number",
    },
    "run": {"": "reading"},
    "tenure": {"": "tenure"},
    "post": {"": "tenure"},
    "membership": {"": "membership"},
    "person": {**_NAMES, rdf.type: "person"},
    "organisation": {**_NAMES, org.classification: "body type"},
    "place": {**_NAMES, rdf.type: "place type", dct.type: "place type"},
    "event": {
        **_WHEN,
        dct.type: "event kind",
        schema.location: "event place",
        schema.organizer: "event organiser",
        schema.superEvent: "part of event",
    },
    "congress": {
        **_WHEN,
        dct.type: "event kind",
        schema.location: "event place",
        schema.organizer: "congress organiser",
        hn.ordinal: "congress ordinal",
    },
    "participation": {"": "participation"},
    "programme": {
        **_NAMES,
        dct.type: "programme",
        dct.temporal: "programme period",
        hn.signatory: "programme party",
        schema.creator: "programme party",
    },
    "task": {schema.position: "task", schema.isPartOf: "task of programme"},
    "recommendation": {schema.position: "recommendation", schema.isPartOf: "speaker"},
    "speech": {schema.creator: "speaker"},
    "source": {"": SOURCE},
}
"""Kind of thing -> property -> kind of claim; the empty property stands for all others of that thing."""

KINDS: Final = tuple(sorted({kind for of in _KINDS.values() for kind in of.values()} - {SOURCE}))


def kind_of(subject: str, predicate: str) -> str:
    """Return the kind of a claim by its subject and property (IRIs); `other` for what no measurement tells apart."""
    name = name_of(subject)
    of = _KINDS.get(name.kind, {}) if name else {}
    return of.get(predicate) or of.get("", OTHER)
