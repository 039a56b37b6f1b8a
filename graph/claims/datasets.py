"""The datasets in a store: list them, and withdraw one, which takes its claims away and no other dataset's.

A dataset is what was loaded from tables under one name. Its claims are those of one run; a claim that another run makes
too stays.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Store
from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from graph.claims.claim import GENERATED
from graph.claims.origins import ORIGINS
from graph.claims.publish import Progress, Report, finish, follow, settle
from graph.claims.runs import replace_run
from graph.errors import NotFound
from graph.store.versions import VersionStore
from ontology.iris import mint
from ontology.terms import prov, rdfs

RUN: Final = mint("run", "tables-0").removesuffix("0")
"""How the IRIs of the runs of datasets begin."""
_NEAR: Final = 72.0
"""How alike two names must be (0-100) for one to be suggested for the other."""
LABEL: Final = "curated tables "
"""How their labels begin; the name of the dataset follows."""


@dataclass(frozen=True)
class Dataset:
    """What was loaded from tables under one name: how many claims, from how many sources, and when."""

    name: str
    run: str
    claims: int
    sources: int
    loaded: str


def datasets_of(store: Store) -> Iterator[Dataset]:
    """Yield the datasets a store has claims of, by name."""
    named = {
        q.subject.value: q.object.value.removeprefix(LABEL)
        for q in store.quads_for_pattern(None, NamedNode(rdfs.label), None, ORIGINS)
        if isinstance(q.subject, NamedNode)
        and isinstance(q.object, Literal)
        and q.subject.value.startswith(RUN)
    }
    for run, name in sorted(named.items(), key=lambda item: item[1]):
        node = NamedNode(run)
        claims, graphs = 0, set()
        for quad in store.quads_for_pattern(None, GENERATED, node, None):
            claims += 1
            graphs.add(quad.graph_name)
        ended = store.quads_for_pattern(node, NamedNode(prov.endedAtTime), None, ORIGINS)
        loaded = next((q.object.value for q in ended if isinstance(q.object, Literal)), "")
        if claims:
            yield Dataset(name, run, claims, len(graphs), loaded)


def dataset_named(store: Store, name: str) -> Dataset:
    """Return the dataset of a name, or the one that was given a name of this title (`huunghi new-table`).

    Raises NotFound, with the names that are near, where there is none or more than one.
    """
    there = {one.name: one for one in datasets_of(store)}
    titled = [one for said, one in there.items() if _titled(said) == _plain(name)]
    if name in there or len(titled) == 1:
        return there.get(name) or titled[0]
    alike = process.extract(
        _plain(name), {said: _titled(said) for said in there}, scorer=ratio, score_cutoff=_NEAR, limit=3
    )
    near = [one.name for one in titled] or [said for *_, said in alike]
    raise NotFound(
        "The store has no dataset %(name)r; did you mean %(near)s?"
        if near
        else "The store has no dataset %(name)r.",
        hint="huunghi datasets list names them.",
        values={"name": name, "near": " or ".join(near)},
    )


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip()


def _titled(name: str) -> str:
    """What a made name is made of: the folder's name, without what keeps two of one name apart."""
    return re.sub(r"-[0-9a-f]{6}$", "", _plain(name))


def withdraw_dataset(versions: VersionStore, name: str, *, progress: Progress | None = None) -> Report:
    """Remove a dataset's claims, and everything that only they supported.

    The name is as `dataset_named` takes it; raises NotFound where the store has no such dataset. What the rest of the
    graph then lacks is reported, not refused.
    """
    report = Report()
    with versions.require_current().open() as opened:
        found = dataset_named(opened.store, name).name
    if found != name:
        report.notes.append(f"dataset {found!r}")
    with versions.change(note=f"withdraw dataset {found}") as change:
        store = change.store
        node = NamedNode(dataset_named(store, found).run)
        replaced = replace_run(store, (), node, gone=(), graphs=None)
        report.counts["claims withdrawn"] = replaced.counts["claims removed"]
        report.lost = replaced.lost
        for quad in list(store.quads_for_pattern(node, None, None, ORIGINS)):
            store.remove(quad)
        settle(versions, change, report, progress)
        follow(change, report)
        finish(change, report, progress, strict=False)
    report.version = change.published
    return report
