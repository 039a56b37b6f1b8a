"""Turn the records of an article into claims: one triple each, with its passage, as-of, status and
confidence.

Everything is proposed unless its kind was measured to be right (`claims.trust`); what contradicts a known value is not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode, Triple

from graph.claims.claim import EXPLICIT, INFERRED, PROPOSED, AsOf, Claim
from graph.claims.claim import Passage as ClaimPassage
from loaders.articles.claims.article_iris import Known
from loaders.articles.claims.kinds import SOURCE, kind_of
from loaders.articles.claims.known_records import KnownRecords
from loaders.articles.claims.statements import Statement, StatementBuilder
from loaders.articles.claims.trust import confidence_of
from loaders.articles.input.origins import REASONS, Origin
from loaders.articles.readings import Told
from loaders.articles.records import Record
from ontology.iris import concept, mint
from ontology.vocabulary import vocabulary

CATALOGUE_ENTRY: Final = concept("part", "catalogue-entry")
CONTRADICTS: Final = "Contradicts the known value"


def source_slug(article: Told, known: Known) -> str:
    """Return the slug of an article's source: the one the graph has for this text or address, or one made of
    the file's name."""
    return known.sources.get(article.sha256) or known.sources.get(article.url or "") or article.slug


def claims(
    article: Told,
    records: Iterable[Record],
    *,
    run: str,
    known: Known | None = None,
    accepted: frozenset[str] = frozenset(),
    beside: KnownRecords | None = None,
) -> Iterator[Claim]:
    """Yield the claims of an article. `accepted` are the kinds of claim (`claims.kinds`) that are accepted without
    review, `beside` is what is known of the same text."""
    known = known or Known()
    source = source_slug(article, known)
    made = StatementBuilder(article, source, known, tuple(records), beside)
    yield from claims_of(made.statements(), article, source, run=run, known=known, accepted=accepted)


def claims_of(
    statements: Iterable[Statement],
    article: Told,
    source: str,
    *,
    run: str,
    known: Known,
    accepted: frozenset[str],
) -> Iterator[Claim]:
    """Yield the claims that statements of an article make, each once."""
    done: set[tuple[str, str]] = set()
    grounds: dict[Statement, str] = {}

    def ground(said: Statement) -> str:
        if said not in grounds:
            grounds[said] = _claim(said, article, source, run, known, accepted).iri
        return grounds[said]

    for said in statements:
        claim = _claim(said, article, source, run, known, accepted)
        if said.rests_on:
            claim = replace(claim, premises=tuple(sorted(map(ground, said.rests_on))))
        if (claim.iri, claim.status) not in done:
            done.add((claim.iri, claim.status))
            yield claim


def _claim(
    said: Statement, article: Told, source: str, run: str, known: Known, accepted: frozenset[str]
) -> Claim:
    passage = printed = None
    if said.passage:
        printed, digest = article.stretch(said.passage.start, said.passage.end)
        part = concept("part", said.passage.part) if said.passage.part != "body" else None
        passage = ClaimPassage(
            mint("source", source), said.passage.start, said.passage.end, printed, digest, part
        )
    elif said.origin and said.origin != REASONS[Origin.LAST_LINE]:
        passage = ClaimPassage(mint("source", source), None, None, part=CATALOGUE_ENTRY)
    kind = kind_of(said.subject, said.predicate)
    confidence = confidence_of(kind, inferred=bool(said.inferred)) if kind != SOURCE else None
    against = said.against or _contradicts(said, known)
    status = PROPOSED
    if kind == SOURCE or (kind in accepted and not against):
        status = INFERRED if said.inferred else EXPLICIT
    reason = " ".join(filter(None, (said.inferred or said.origin, against))) or None
    return Claim(
        triple=Triple(NamedNode(said.subject), NamedNode(said.predicate), said.object),
        source=mint("source", source),
        status=status,
        passage=passage,
        printed=printed,
        language=article.language if printed else None,
        as_of=AsOf(said.as_of.start, said.as_of.end) if said.as_of else None,
        reason=reason,
        confidence=confidence,
        run=run,
        identifies=said.identifies,
    )


def _contradicts(said: Statement, known: Known) -> str:
    """Say which known value a statement contradicts; a coarser or finer date of the same day does not."""
    if said.predicate not in vocabulary().single_valued:
        return ""
    own = said.object.value
    others = known.values(said.subject, said.predicate)
    if not others or any(own.startswith(v) or v.startswith(own) for v in others):
        return ""
    return f"{CONTRADICTS} {', '.join(sorted(others))}."
