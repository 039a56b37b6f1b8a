"""What the forms of the review send, and the part of the queue that they are sent from."""

from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, field_validator
from pyoxigraph import NamedNode

from graph.limits import LIMITS
from graph.review import queue as review
from ontology.iris import ID
from web.parameters import Confidence, ReviewText

BULK: Final = ("thing", "filter")
"""How far an act reaches that is not about claims named one by one: all of a thing, or all under the filter."""


@dataclass(frozen=True)
class ReviewParams:
    """What a request wants to see: a filter of the queue, and a thing of it (IRI; empty: the first)."""

    wanted: review.Filter
    thing: str = ""


def thing_of(text: str) -> str:
    """Return the thing that a parameter names: an IRI, or `kind/slug`; nothing where it names none."""
    try:
        return NamedNode(text if "://" in text else ID + text).value if text else ""
    except ValueError:
        return ""


class DecisionForm(BaseModel):
    """A decision as the page's forms send it: what is done (`act`), to which claims or decisions, and why.

    `all` is how far it reaches (`BULK`); `chosen_for` is the text for which `iri` was chosen; `version` is the version
    of the data that was shown when it was rehearsed.
    """

    mark: str = ""
    act: str = ""
    claim: list[str] = []
    decision: list[str] = []
    why: str = ""
    value: str = ""
    language: str = ""
    into: str = ""
    iri: str = ""
    chosen_for: str = ""
    name: str = ""
    record: ReviewText = ""
    together: bool = False
    disagree: bool = False
    all: str = ""
    version: str = ""
    kind: ReviewText = ""
    source: ReviewText = ""
    predicate: ReviewText = ""
    thing: ReviewText = ""
    least: Confidence = None

    @field_validator("*")
    @classmethod
    def _writable(cls, value: Any) -> Any:
        """Keep of each text what can be written: half a character, as some encodings send it, is none."""
        if isinstance(value, list):
            return [cls._writable(one) for one in value]
        return (
            value.encode("utf-8", "replace").decode().replace("\0", " ") if isinstance(value, str) else value
        )

    @field_validator("thing")
    @classmethod
    def _thing(cls, value: str) -> str:
        return thing_of(value)

    def params(self) -> ReviewParams:
        """Return the part of the queue that the form was sent from."""
        wanted = review.Filter(kind=self.kind, source=self.source, least=self.least, predicate=self.predicate)
        return ReviewParams(wanted, self.thing)

    @property
    def reason(self) -> str:
        """Why, as long as a reason may be."""
        return self.why[: LIMITS.review_reason_length]
