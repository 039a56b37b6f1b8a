"""What the words of a citation refer to: the rule by which several wordings, in one language or in more, are one
reference.

A report in another language names the same directive in other words, and a count of wordings is no count of documents.
Pages of things and comparisons of languages put wordings together by this rule and by no other.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class ReferenceKind(StrEnum):
    """How exactly words refer to something, in the order in which references are shown."""

    CITED = "cited"
    """They name one document."""
    NAMED = "named"
    """They name something else: a congress, a body, a campaign."""
    MEANT = "meant"
    """They name nothing, and documents are known that they may mean."""
    WORDS = "words"
    """They name nothing."""


class ReferenceKey(NamedTuple):
    """What is the same for all wordings of one reference: IRIs, in order; of words that name nothing the citation."""

    kind: ReferenceKind
    things: tuple[str, ...]

    @property
    def rank(self) -> int:
        """Where references of the kind stand among others."""
        return tuple(ReferenceKind).index(self.kind)


def reference_key(
    citation: str, cited: Iterable[str], named: Iterable[str], candidates: Iterable[str]
) -> ReferenceKey:
    """Return what a citation (IRI) refers to: what it cites, else what it names, else what it may mean, else its words.

    >>> reference_key("urn:words", [], ["urn:congress"], ["urn:directive"])
    ReferenceKey(kind=<ReferenceKind.NAMED: 'named'>, things=('urn:congress',))
    """
    for kind, iris in (
        (ReferenceKind.CITED, cited),
        (ReferenceKind.NAMED, named),
        (ReferenceKind.MEANT, candidates),
    ):
        if things := tuple(sorted(set(iris))):
            return ReferenceKey(kind, things)
    return ReferenceKey(ReferenceKind.WORDS, (citation,))
