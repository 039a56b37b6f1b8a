"""The prefixes used throughout: in queries, in Turtle we write, and on pages."""

from typing import Final

from ontology.iris import BASE, CONCEPT, HN, ID

PREFIXES: Final[dict[str, str]] = {
    "concept": CONCEPT,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "graph": BASE + "graph/",
    "hn": HN,
    "id": ID,
    "oa": "http://www.w3.org/ns/oa#",
    "og": "http://www.w3.org/ns/opengov#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def expand(name: str) -> str:
    """Return the IRI of a prefixed name.

    Raises ValueError for a prefix that is not in the table.

    >>> expand("org:Post")
    'http://www.w3.org/ns/org#Post'
    """
    prefix, colon, local = name.partition(":")
    if not colon or prefix not in PREFIXES:
        raise ValueError(f"unknown prefix in {name!r}; the prefixes are {', '.join(sorted(PREFIXES))}")
    return PREFIXES[prefix] + local


def shrink(iri: str) -> str:
    """Return the shortest prefixed name of an IRI where one serves, else the IRI itself.

    >>> shrink("http://www.w3.org/ns/org#Post")
    'org:Post'
    """
    best = max((p for p in PREFIXES.items() if iri.startswith(p[1])), key=lambda p: len(p[1]), default=None)
    if best is None or "/" in iri[len(best[1]) :] or not iri[len(best[1]) :]:
        return iri
    return f"{best[0]}:{iri[len(best[1]) :]}"
