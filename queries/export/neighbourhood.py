"""Write the neighbourhood of things as GraphML, in the words of the vocabulary and the labels of the record."""

from collections.abc import Sequence

from ontology.kinds import kind_of
from ontology.prefixes import shrink
from ontology.vocabulary import vocabulary
from queries.export.graphml import Edge, Node, graphml
from queries.read.labels import Label, Labels
from queries.read.neighbourhood import NAMED_BY_ROLE, OTHER, RELATIONS, Neighbourhood, Tie


def to_graphml(neighbourhood: Neighbourhood, labels: Labels, languages: Sequence[str]) -> str:
    """Return the neighbourhood as a GraphML document, with names in the first of these languages that has one."""
    return graphml(
        [Node(iri, labels.name(iri, languages).text, kind_of(iri) or OTHER) for iri in neighbourhood.things],
        [
            Edge(
                tie.source,
                tie.target,
                relation_in(labels, tie, languages).text,
                "inferred" if tie.inferred else "explicit",
            )
            for tie in neighbourhood.ties
        ],
    )


def relation_in(labels: Labels, tie: Tie, languages: Sequence[str]) -> Label:
    """Return what a tie is called: by the roles that its record names, else by its property.

    >>> relation_in(Labels(), Tie("urn:a", "urn:b", "membership", "urn:c"), ["en"])
    Label(text='member of', lang='en')
    """
    if tie.relation in NAMED_BY_ROLE and tie.roles:
        roles = [labels.name(role, languages) for role in tie.roles]
        return Label(", ".join(sorted(role.text for role in roles)), roles[0].lang)
    property_iri, inverse = RELATIONS.get(tie.relation, (tie.relation, False))
    language = languages[0]
    if reading := vocabulary().reading(property_iri, language, inverse=inverse):
        return Label(reading, language)
    short = shrink(property_iri)
    return Label(short.partition(":")[2] if ":" in short and "://" not in short else short, "en")
