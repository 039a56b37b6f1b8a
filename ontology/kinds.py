"""Kinds of things, which their IRIs name: whatever is called `id/person/...` is a person.

Besides the kinds that have a class there are those of the evidence (claims, passages and what they rest on), concepts,
and terms of the vocabulary.
"""

from typing import Final

from ontology.iris import CONCEPT, HN, KINDS, name_of
from ontology.terms import dct, foaf, hn, org, schema

CLASS_OF_KIND: Final[dict[str, str]] = {
    "organisation": org.Organization,
    "person": foaf.Person,
    "post": org.Post,
    "tenure": hn.Tenure,
    "membership": org.Membership,
    "term": hn.Term,
    "period": dct.PeriodOfTime,
    "congress": hn.Congress,
    "event": schema.Event,
    "participation": hn.Participation,
    "document": hn.PolicyDocument,
    "citation": hn.Citation,
    "programme": hn.Programme,
    "task": hn.Task,
    "speech": hn.Speech,
    "recommendation": hn.Recommendation,
    "place": schema.Place,
    "change": hn.Change,
    "source": hn.Source,
}
"""Kinds of provenance are described where they are made."""

PROVENANCE_KINDS: Final = tuple(kind for kind in KINDS if kind not in CLASS_OF_KIND)
"""Kinds of what records where statements come from, and is no thing that statements are about.

>>> PROVENANCE_KINDS
('passage', 'claim', 'identification', 'run', 'origin', 'decision', 'entailment')
"""


def kind_of(iri: str) -> str:
    """Return the kind of a thing by its IRI: one of ours, `concept`, `ontology`, or an empty text.

    >>> kind_of("https://w3id.org/huunghi/id/place/nghe-an"), kind_of("https://w3id.org/huunghi/concept/status/explicit")
    ('place', 'concept')
    >>> kind_of("http://example.org/x")
    ''
    """
    name = name_of(iri)
    if name is not None:
        return name.kind
    if iri.startswith(CONCEPT):
        return "concept"
    return "ontology" if iri.startswith(HN) else ""
