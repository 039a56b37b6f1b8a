"""Properties that readers and pages treat alike, whatever the thing: each list stands here once."""

from typing import Final

from ontology.terms import dct, eli, oa, org, prov, rdf, rdfs, schema, skos

STRUCTURAL: Final = frozenset(
    {
        skos.prefLabel,
        skos.altLabel,
        skos.hiddenLabel,
        prov.wasDerivedFrom,
        rdf.type,
        rdfs.label,
    }
)
"""Names, types and provenance: they are no relations to other things, and have a place of their own on a page."""

OF_THE_VOCABULARY: Final = frozenset({rdfs.isDefinedBy, skos.topConceptOf})
"""What every term and concept of ours has, and its page says by its place; of other things it is told."""

CONSEQUENCES: Final = frozenset(
    {
        schema.citation,
        oa.hasBody,
        org.memberOf,
        schema.contributor,
        prov.generated,
        eli.cites,
        schema.attendee,
        schema.performer,
        eli.passed_by,
        eli.type_document,
        schema.legislationType,
        eli.related_to,
        dct.replaces,
        dct.relation,
        schema.about,
        oa.hasSource,
    }
)
"""Properties that the rules state beside one of ours: to follow them backwards would say every relation twice."""
