"""The class each kind of thing belongs to by its name: whatever is called `id/person/...` is a person."""

from typing import Final

from ontology.iris import HN
from ontology.prefixes import expand

CLASS_OF_KIND: Final[dict[str, str]] = {
    "organisation": expand("org:Organization"),
    "person": expand("foaf:Person"),
    "post": expand("org:Post"),
    "tenure": HN + "Tenure",
    "membership": expand("org:Membership"),
    "term": HN + "Term",
    "period": expand("dct:PeriodOfTime"),
    "congress": HN + "Congress",
    "event": expand("schema:Event"),
    "participation": HN + "Participation",
    "document": HN + "PolicyDocument",
    "citation": HN + "Citation",
    "programme": HN + "Programme",
    "task": HN + "Task",
    "speech": HN + "Speech",
    "recommendation": HN + "Recommendation",
    "place": expand("schema:Place"),
    "source": HN + "Source",
}
"""Kinds of the apparatus (passage, claim, run, origin, decision) are described where they are made."""
