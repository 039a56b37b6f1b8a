"""The service description (SPARQL 1.1 Service Description): what is true of this service, and nothing else.

Programs that learn what can be asked look for it here where the data themselves do not tell, as the loaders of
sparql-llm do: so the description has the queries of the catalogue, and the prefixes, as `/queries.ttl` has them, and
the partitions of the default graph, as `/.well-known/void` has them.
"""

import gzip
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple, serialize

from graph.limits import LIMITS
from ontology.iris import HN
from ontology.prefixes import PREFIXES
from ontology.terms import hn, rdf, void
from queries.collection import Collection, catalogue
from queries.export.library import WRITTEN, library_triples
from queries.export.void import PREFIXES_WRITTEN, partition_triples
from queries.read.partitions import Partitions
from web.sparql import formats

_SD: Final = PREFIXES["sd"]
_RDF_TYPE: Final = NamedNode(rdf.type)
GRAPH: Final = BlankNode("graph")
_ENTAILMENT: Final = NamedNode("http://www.w3.org/ns/entailment/Simple")


@dataclass(frozen=True, eq=False)
class DefaultGraph:
    """What is told of the default graph of a version: statements about the node GRAPH and its partitions."""

    triples: tuple[Triple, ...] = ()

    @classmethod
    def of(cls, partitions: Partitions) -> "DefaultGraph":
        """Return what partitions tell. Their lists are whole or none: clients take what is not listed for absent.

        So no namespaces are told either (`void:vocabulary`, `void:uriSpace`).
        """
        few = partitions.size <= LIMITS.partitions_described
        told = partition_triples(replace(partitions, whole=partitions.whole and few), GRAPH)
        return cls((Triple(GRAPH, _RDF_TYPE, NamedNode(void.Dataset)), *told))


UNTOLD: Final = DefaultGraph()


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)


@lru_cache(maxsize=16)
def describe(
    endpoint: str,
    format_name: str,
    *,
    updates: bool,
    calls: bool,
    managed: tuple[str, ...] = (),
    default_graph: DefaultGraph = UNTOLD,
    coding: str = "",
    queries: Collection | None = None,
) -> bytes:
    """Return the description of the service at `endpoint` in an RDF format by its short name, plain or as gzip.

    `updates`: whether anybody may update; `calls`: whether SERVICE is allowed for some address; `managed`: the IRIs of
    the graphs of its dataset that the service makes itself, where nobody else may write; `default_graph`: what is
    counted of it; `queries`: the catalogue of the store.
    """
    service, dataset = BlankNode("service"), BlankNode("dataset")
    triples = [
        Triple(service, _RDF_TYPE, _sd("Service")),
        Triple(service, _sd("endpoint"), NamedNode(endpoint)),
        Triple(service, _sd("supportedLanguage"), _sd("SPARQL10Query")),
        Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        Triple(service, _sd("defaultEntailmentRegime"), _ENTAILMENT),
        Triple(service, _sd("feature"), _sd("EmptyGraphs")),
        Triple(service, _sd("extensionFunction"), NamedNode(HN + "fold")),
        Triple(NamedNode(HN + "fold"), _RDF_TYPE, _sd("Function")),
        Triple(service, _sd("defaultDataset"), dataset),
        Triple(dataset, _RDF_TYPE, _sd("Dataset")),
        Triple(dataset, _sd("defaultGraph"), GRAPH),
        Triple(GRAPH, _RDF_TYPE, _sd("Graph")),
        *default_graph.triples,
    ]
    for iri in managed:
        entry = BlankNode()
        triples += [
            Triple(dataset, _sd("namedGraph"), entry),
            Triple(entry, _RDF_TYPE, _sd("NamedGraph")),
            Triple(entry, _RDF_TYPE, NamedNode(hn.ManagedGraph)),
            Triple(entry, _sd("name"), NamedNode(iri)),
        ]
    triples += [
        Triple(service, _sd("resultFormat"), NamedNode(form.iri)) for form in (*formats.RESULTS, *formats.RDF)
    ]
    if updates:
        triples.append(Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Update")))
        triples += [Triple(service, _sd("inputFormat"), NamedNode(form.iri)) for form in formats.RDF]
    if calls:
        triples.append(Triple(service, _sd("feature"), _sd("BasicFederatedQuery")))
    triples += library_triples((queries or catalogue()).values(), endpoint)
    prefixes = {
        **PREFIXES_WRITTEN,
        **{prefix: PREFIXES[prefix] for prefix in WRITTEN},
        "hn": HN,
        "sd": _SD,
        "formats": "http://www.w3.org/ns/formats/",
    }
    body = bytes(serialize(triples, format=formats.RDF_WRITERS[format_name], prefixes=prefixes) or b"")
    return gzip.compress(body, mtime=0) if coding == "gzip" else body
