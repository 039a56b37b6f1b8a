"""Claims that would be made as they are there already are passed over, and the graph is as if they were not."""

import contextlib
import os
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from graph.claims.claim import PREDICATE, PROPOSED, STATUS
from graph.claims.materialise import claim_graphs
from graph.claims.origins import ORIGINS
from graph.claims.sources import sources_of, withdraw
from graph.claims.standing import DECISIONS
from graph.errors import InvalidGraph
from graph.review.decisions import Reviewer, accept, reject
from graph.store.versions import VersionStore
from loaders.articles.load import load_articles
from loaders.articles.regenerate import regenerate, settling
from loaders.articles.standing import FILE
from ontology.terms import hn, owl, prov, schema, skos
from tests.corpus.make import Made, corpus, write
from tests.scale import share

SEQUENCES = int(os.environ.get("TEST_ORDERS", share(10)))
"""How many sequences of loads, withdrawals and decisions are tried."""

DECIDED = (skos.altLabel, skos.prefLabel, owl.sameAs, prov.wasQuotedFrom, schema.legislationDate, hn.number)
Step = Callable[[VersionStore], object]


def quads(versions: VersionStore) -> frozenset[Quad]:
    """All that a store says, but when its runs ended and who decided when."""
    with versions.require_current().open() as opened:
        return frozenset(q for q in opened.store if q.graph_name not in (ORIGINS, DECISIONS))


def forget(versions: VersionStore) -> None:
    """Remove of what claims were made: all are made again then."""
    (versions.require_current().path / FILE).unlink(missing_ok=True)


def claims_to_decide(versions: VersionStore, chance: random.Random) -> list[str]:
    """A proposed claim of each kind that articles are read by."""
    with versions.require_current().open() as opened:
        found: dict[str, list[str]] = {}
        for graph in claim_graphs(opened.store):
            for quad in opened.store.quads_for_pattern(None, STATUS, NamedNode(PROPOSED), graph):
                for said in opened.store.quads_for_pattern(quad.subject, PREDICATE, None, graph):
                    if said.object.value in DECIDED:  # type: ignore[union-attr]
                        found.setdefault(said.object.value, []).append(quad.subject.value)  # type: ignore[union-attr]
    return [chance.choice(sorted(found[kind])) for kind in sorted(found)]


def parted(articles: Iterable[Made], into: Path, parts: int, chance: random.Random) -> list[Path]:
    """Write articles into folders at random."""
    found: dict[int, list[Made]] = {}
    for article in articles:
        found.setdefault(chance.randrange(parts), []).append(article)
    for part, some in sorted(found.items()):
        write(some, into / str(part))
    return [into / str(part) for part in sorted(found)]


def steps(folder: Path, seed: int) -> list[Step]:
    """Loads of parts of a made corpus, with withdrawals and decisions between them."""
    chance = random.Random(seed)
    found: list[Step] = []
    for part in parted(corpus(14, provinces=3), folder / "parts", 3, chance):
        found.append(lambda versions, part=part: load_articles(versions, part, workers=1))  # type: ignore[misc]
        found.append(_change(chance.random(), chance.randrange(1000)))
    return found


def _change(kind: float, seed: int) -> Step:
    def decide(versions: VersionStore) -> None:
        chance = random.Random(seed)
        if claims := claims_to_decide(versions, chance):
            with contextlib.suppress(InvalidGraph):  # refused, and alike in both stores
                verdict = accept if kind < 0.5 else reject
                verdict(settling(versions), [chance.choice(claims)], by=Reviewer("Lan"), why="A test.")

    def take_back(versions: VersionStore) -> None:
        with versions.require_current().open() as opened:
            slugs = sorted(s.slug for s in sources_of(opened.store) if not s.withdrawn)
        withdraw(
            settling(versions), f"https://w3id.org/huunghi/id/source/{random.Random(seed).choice(slugs)}"
        )

    return decide if kind < 0.7 else take_back


@pytest.mark.parametrize("seed", range(1, SEQUENCES + 1))
def test_what_is_made_again_only_where_it_would_differ_is_what_a_full_remake_makes(
    seed: int, tmp_path: Path
) -> None:
    one, other = VersionStore(tmp_path / "one"), VersionStore(tmp_path / "other")
    for number, step in enumerate(steps(tmp_path, seed)):
        step(one)
        if other.current_number():
            forget(other)
        step(other)
        assert quads(one) == quads(other), f"step {number}"


def test_a_full_remake_changes_nothing_after_loads_of_several_batches(tmp_path: Path) -> None:
    versions = VersionStore(tmp_path / "store")
    for step in steps(tmp_path, 5):
        step(versions)
    before = quads(versions)
    with versions.rehearsal() as change:
        done = regenerate(change, incremental=False)
        assert not done.sources
        assert before <= frozenset(change.store)


def test_batches_make_the_claims_that_one_batch_makes(tmp_path: Path) -> None:
    made = corpus(18, provinces=3)
    write(made, tmp_path / "articles")
    whole, batches = VersionStore(tmp_path / "whole"), VersionStore(tmp_path / "batches")
    load_articles(whole, tmp_path / "articles", workers=1)
    for part in parted(made, tmp_path / "parts", 3, random.Random(7)):
        load_articles(batches, part, workers=1)
    assert claimed(batches) == claimed(whole)


def claimed(versions: VersionStore) -> frozenset[Quad]:
    """What the claims of a store say, and what follows."""
    with versions.require_current().open() as opened:
        graphs = set(claim_graphs(opened.store))
        return frozenset(
            q for q in opened.store if q.graph_name in graphs or not isinstance(q.graph_name, NamedNode)
        )


def test_what_nothing_touches_is_not_made_again(tmp_path: Path) -> None:
    versions = VersionStore(tmp_path / "store")
    write(corpus(6, provinces=2), tmp_path / "articles")
    load_articles(versions, tmp_path / "articles", workers=1)
    with versions.rehearsal() as change:
        assert regenerate(change).counts.total() == 0
    with versions.rehearsal() as change:
        assert regenerate(change, incremental=False).counts["claims kept"] > 0
