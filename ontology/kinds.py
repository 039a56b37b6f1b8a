"""Kinds of things, which their IRIs name: whatever is called `id/person/...` is a person.

Besides the kinds that have a class there are those of the evidence (claims, passages and what they rest on), concepts,
and terms of the vocabulary.
"""

from collections.abc import Iterable
from typing import Final

from ontology.iris import CONCEPT, HN, KINDS, name_of
from ontology.terms import dct, foaf, hn, org, owl, rdfs, schema

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


OTHER: Final = "other"
"""The kind of a thing of other data of which no class is known."""
KIND_OF_CLASS: Final = {
    **{class_: kind for kind, class_ in CLASS_OF_KIND.items()},
    **{
        f"{scheme}://schema.org/{name}": kind
        for scheme in ("https", "http")
        for name, kind in (
            ("Person", "person"),
            ("Organization", "organisation"),
            ("Place", "place"),
            ("Event", "event"),
        )
    },
}
"""Of which kind the things of a class are."""
SAYS_NOTHING: Final = frozenset({owl.Thing, owl.NamedIndividual, rdfs.Resource})
"""Classes that everything is of."""


def kinds_of_classes(classes: Iterable[str]) -> tuple[str, ...]:
    """Return the kinds of a thing of other data by its classes: our kinds, and each class that is that of none.

    >>> kinds_of_classes(["http://xmlns.com/foaf/0.1/Person", "http://example.org/Diplomat"])
    ('person', 'http://example.org/Diplomat')
    >>> kinds_of_classes([])
    ('other',)
    """
    told = (KIND_OF_CLASS.get(one, one) for one in classes if one not in SAYS_NOTHING)
    return tuple(dict.fromkeys(told)) or (OTHER,)
