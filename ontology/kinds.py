"""The class each kind of thing belongs to by its name: whatever is called `id/person/...` is a person."""

from typing import Final

from ontology.iris import KINDS
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
    "source": hn.Source,
}
"""Kinds of provenance are described where they are made."""

PROVENANCE_KINDS: Final = tuple(kind for kind in KINDS if kind not in CLASS_OF_KIND)
"""Kinds of what records where statements come from, and is no thing that statements are about.

>>> PROVENANCE_KINDS
('passage', 'claim', 'run', 'origin', 'decision')
"""
