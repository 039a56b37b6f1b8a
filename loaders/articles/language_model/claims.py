"""Make claims of what a language model read: proposed, all of them, and none that the rules make as well.

Its records are told with those of the rules, which stand first: what both speak of keeps the name that the rules give
it. The table of trust says nothing of a model; its confidence is one half, whatever its kind.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from graph.claims.claim import PROPOSED, Claim
from loaders.articles.claims.article_iris import Known, original
from loaders.articles.claims.build import claims_of
from loaders.articles.claims.known_records import KnownRecords, Said
from loaders.articles.claims.lookups import Noted
from loaders.articles.claims.minted_labels import labels
from loaders.articles.claims.printed_names import concept_of_body
from loaders.articles.claims.statements import Statement, StatementBuilder
from loaders.articles.claims.text_people import Text
from loaders.articles.readings import Proposed, Reading
from loaders.articles.records import Election, Item, Participation, PrintedName, Record, Role, Speech

CONFIDENCE: Final = Decimal("0.5")


def propose(
    proposed: Proposed,
    reading: Reading,
    slug: str,
    noted: Noted,
    *,
    beside: Iterable[Said],
    rules: Sequence[Claim],
) -> list[Claim]:
    """Return the claims of a model's records of a text: those of `rules`, what is read by rules, are left out.

    `slug` is that of the source, `beside` what is known of the text, the rules' own records with it.
    """
    known = _with_people(noted.known, reading, proposed.records, slug)
    whole = replace(reading, stretches={**reading.stretches, **proposed.stretches})
    builder = StatementBuilder(
        whole, slug, known, (*reading.records, *proposed.records), KnownRecords(beside)
    )
    own = builder.records[len(reading.records) :]
    made = list(_claims(builder, own, whole, slug, proposed.run.iri, known))
    made += labels(made, labelled=noted.labelled)
    taken = {claim.triple for claim in rules}
    kept = [claim for claim in made if claim.triple not in taken]
    there = {claim.iri for claim in (*rules, *kept)}
    return [
        replace(
            claim,
            status=PROPOSED,
            confidence=CONFIDENCE,
            premises=tuple(premise for premise in claim.premises if premise in there),
        )
        for claim in kept
    ]


def _claims(
    builder: StatementBuilder, own: Iterable[Record], article: Reading, slug: str, run: str, known: Known
) -> Iterator[Claim]:
    def said() -> Iterator[Statement]:
        for record in own:
            yield from builder.record(record)

    yield from claims_of(said(), article, slug, run=run, known=known, accepted=frozenset())


def _with_people(known: Known, reading: Reading, records: Iterable[Record], slug: str) -> Known:
    """Return what is known, with whom a model's records speak of: the people that the rules tell apart in this text,
    and for every other name somebody of this text alone."""
    told = original(reading, known) or slug
    people = known.people_in(Text(reading.sha256, told, reading.language, reading.records))
    named = {*people.slugs, *(key for key, _ in people.in_body)}
    others = {key: f"{key}-in-{told}" for key in _people(records) if key not in named}
    return replace(known, people={reading.sha256: replace(people, slugs={**others, **people.slugs})})


def _people(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        match record:
            case Role() | Election():
                yield record.person
            case Participation() if not concept_of_body(record.agent):
                yield record.agent
            case Item(speaker=str(speaker)) | Speech(speaker=speaker):
                yield speaker
            case PrintedName(kind="person"):
                yield record.slug
