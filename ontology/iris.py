"""Mint and take apart the IRIs of this graph; nothing else in the project builds one from text.

A thing is named `https://w3id.org/huunghi/id/<kind>/<slug>`, minted once and never reused.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

BASE: Final = "https://w3id.org/huunghi/"
HN: Final = BASE + "ontology#"
ID: Final = BASE + "id/"
CONCEPT: Final = BASE + "concept/"
GRAPH: Final = BASE + "graph/"
GENID: Final = BASE + ".well-known/genid/"
"""What skolem IRIs begin with, which stand for blank nodes where only an IRI can stand (RDF 1.1 Concepts, 3.5)."""

ONTOLOGY_GRAPH: Final = BASE + "ontology"
ENTAILED_GRAPH: Final = GRAPH + "entailed"
ASSERTED_GRAPH: Final = GRAPH + "asserted"
ORIGINS_GRAPH: Final = GRAPH + "origins"
DECISIONS_GRAPH: Final = GRAPH + "decisions"
REPLACED_GRAPH: Final = GRAPH + "replaced"

KINDS: Final = (
    "organisation",
    "person",
    "post",
    "tenure",
    "membership",
    "term",
    "period",
    "congress",
    "event",
    "participation",
    "document",
    "citation",
    "programme",
    "task",
    "speech",
    "recommendation",
    "place",
    "change",
    "source",
    "passage",
    "claim",
    "identification",
    "run",
    "origin",
    "decision",
    "entailment",
)

_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")
_LABEL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


@dataclass(frozen=True)
class Name:
    """Kind and slug of a thing, as in `id/<kind>/<slug>`."""

    kind: str
    slug: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"

    @property
    def iri(self) -> str:
        return f"{ID}{self.kind}/{self.slug}"


@lru_cache(maxsize=1 << 14)
def mint(kind: str, slug: str) -> str:
    """Return the IRI of the thing of this kind and slug.

    Raises ValueError where the kind is unknown or the slug has other characters than
    lower-case ASCII letters, digits, `-`, `.` and `_`.

    >>> mint("person", "nguyen-ngoc-hung")
    'https://w3id.org/huunghi/id/person/nguyen-ngoc-hung'
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}; the kinds are {', '.join(KINDS)}")
    if not _SLUG.fullmatch(slug):
        raise ValueError(f"slug {slug!r} of kind {kind}: use lower-case ASCII letters, digits, '-', '.', '_'")
    return Name(kind, slug).iri


@lru_cache(maxsize=1 << 14)
def name_of(iri: str) -> Name | None:
    """Return kind and slug of a thing's IRI, or None where it is not one of ours.

    >>> name_of("https://w3id.org/huunghi/id/person/nguyen-ngoc-hung")
    Name(kind='person', slug='nguyen-ngoc-hung')
    >>> name_of("https://example.org/x") is None
    True
    """
    if not iri.startswith(ID):
        return None
    kind, slash, slug = iri[len(ID) :].partition("/")
    if not slash or kind not in KINDS or not _SLUG.fullmatch(slug):
        return None
    return Name(kind, slug)


def concept(scheme: str, slug: str) -> str:
    """Return the IRI of a concept of one of the SKOS schemes.

    >>> concept("status", "explicit")
    'https://w3id.org/huunghi/concept/status/explicit'
    """
    return f"{CONCEPT}{scheme}/{slug}"


def source_graph(slug: str) -> str:
    """Return the named graph that holds the claims of `id/source/<slug>`."""
    return f"{GRAPH}source/{slug}"


def source_of_graph(graph: str) -> str | None:
    """Return the slug of the source whose claims a named graph holds, or None.

    >>> source_of_graph(source_graph("nghe-an-2024-04-en"))
    'nghe-an-2024-04-en'
    """
    prefix = GRAPH + "source/"
    return graph[len(prefix) :] if graph.startswith(prefix) else None


def skolem_iri(label: str) -> str:
    """Return the IRI that stands for the blank node of this label, within one store.

    >>> skolem_iri("b0")
    'https://w3id.org/huunghi/.well-known/genid/b0'
    """
    return GENID + label


def node_label(iri: str) -> str | None:
    """Return the label of the blank node that an IRI stands for, or None where it stands for none.

    >>> node_label(skolem_iri("b0")), node_label(BASE + "id/place/nghe-an")
    ('b0', None)
    """
    label = iri[len(GENID) :] if iri.startswith(GENID) else ""
    return label if _LABEL.fullmatch(label) else None
