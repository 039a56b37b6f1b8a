"""Take back what a loaded file said: exactly that, and nothing that claims, another file or a person says as well."""

from collections.abc import Set as AbstractSet
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.claims.accepted import Accepted
from graph.claims.materialise import ASSERTED, add_many, drop_if_empty, in_graph
from graph.claims.origins import (
    ORIGINS,
    FileOrigin,
    file_origin,
    files_called,
    said_by_files,
    statements_of,
)
from graph.claims.publish import Report, now
from graph.errors import InputError, NotFound
from graph.search import index_lifecycle as indexes
from graph.statistics import lifecycle as statistics
from graph.store.versions import VersionStore
from ontology.iris import ID, mint, name_of, source_graph
from ontology.terms import hn, prov

_MANY: Final = 1000
_A_WRITE: Final = 2
"""Removing two statements takes about as long as writing one."""


def withdraw_file(versions: VersionStore, slug: str, *, reason: str = "") -> Report:
    """Remove what only this file said; its record stays, with the time at which it was invalidated.

    Raises NotFound where no file of this slug was loaded, InputError where it was withdrawn before or is of a time at
    which the statements of files were not kept apart.
    """
    report = Report()
    node = NamedNode(mint("origin", slug))
    with versions.change(note=f"withdraw origin/{slug}") as change:
        origin = file_origin(change.store, node)
        if origin is None:
            raise NotFound(
                "No file of the name %(slug)r was loaded.",
                hint="huunghi sources list names them.",
                values={"slug": f"origin/{slug}"},
            )
        if origin.withdrawn:
            raise InputError(
                "%(name)s was withdrawn on %(when)s.",
                hint="To load it again: huunghi load FILE",
                values={"name": origin.name, "when": origin.withdrawn},
            )
        if not origin.parts:
            raise InputError(
                "%(name)s was loaded by a release that did not keep apart what files say, so it cannot be withdrawn.",
                hint="Remove its statements by an update (DELETE DATA, or DELETE WHERE with a pattern). Loading it "
                "again does not help: what is there already counts as put in by hand, and stays.",
                values={"name": origin.name},
            )
        with report.step("withdraw"):
            removed, kept = take_back(change.store, origin)
        change.store.add(Quad(node, NamedNode(prov.invalidatedAtTime), now(), ORIGINS))
        if reason:
            change.store.add(Quad(node, NamedNode(hn.reason), Literal(reason, language="en"), ORIGINS))
        report.counts["statements removed"] = change.removed = removed
        report.counts["statements kept, for others say them too"] = kept
        if change.difference is None:  # of so large a change the engine's files are worth putting in order
            with report.step("optimise"):
                change.store.optimize()
        with report.step("index"):
            report.counts["names"] = indexes.write_for(change)
        with report.step("statistics"):
            statistics.write_for(change)
    report.version = change.published
    return report


def file_named(versions: VersionStore, name: str) -> str | None:
    """Return the slug of the loaded file that a name means: `origin/SLUG`, its IRI, or the name of the file.

    None where it means none, or a source has that name. Raises InputError where several files have it.
    """
    given = name_of(name)
    if given is not None:
        return given.slug if given.kind == "origin" else None
    kind, slash, slug = name.partition("/")
    if slash and kind == "origin":
        return slug
    with versions.require_current().open() as opened:
        source = name_of(
            f"{ID}source/{name.removeprefix('source/')}"
        )  # a file may have any name, a source not
        if source and opened.store.contains_named_graph(NamedNode(source_graph(source.slug))):
            return None
        named = list(files_called(opened.store, name))
    present = [one for one in named if not one.withdrawn] or named
    if len(present) > 1:
        raise InputError(
            "%(count)s files of the name %(name)r were loaded: %(slugs)s.",
            hint="Give one of these.",
            values={
                "count": len(present),
                "name": name,
                "slugs": ", ".join(f"origin/{one.slug} ({one.loaded})" for one in present),
            },
        )
    return present[0].slug if present else None


def take_back(store: Store, origin: FileOrigin) -> tuple[int, int]:
    """Remove a file's graphs, and of the graphs it was loaded into what nobody else says; count removed and kept."""
    removed = kept = 0
    accepted = Accepted(store)
    for part, target in origin.parts:
        graph, home = NamedNode(part), NamedNode(target) if target else DefaultGraph()
        # What is no longer there was deleted since. It is asked before the file's graph goes, which leaves traces.
        said = {t for t in statements_of(store, graph) if in_graph(t, home) in store}
        stays = set(said_by_files(store, said, target=target, but=part))
        if not target:
            stays |= {t for t in said - stays if t in accepted}
            by_hand = [in_graph(t, ASSERTED) for t in said - stays]
            for quad in by_hand:
                if quad in store:
                    store.remove(quad)  # from now on it is there by hand alone
                    stays.add(quad.triple)
        store.remove_graph(graph)
        _remove_all(store, home, said - stays)
        kept += len(stays)
        removed += len(said) - len(stays)
        if isinstance(home, NamedNode):
            drop_if_empty(store, home)
    drop_if_empty(store, ASSERTED)
    return removed, kept


def _remove_all(store: Store, graph: NamedNode | DefaultGraph, triples: AbstractSet[Triple]) -> None:
    """Remove statements from a graph: one by one or, where little else is there, by writing anew what stays."""
    rest: list[Quad] = []
    if len(triples) > _MANY:
        for quad in store.quads_for_pattern(None, None, None, graph):
            if quad.triple not in triples:
                rest.append(quad)
                if len(rest) * _A_WRITE > len(triples):
                    break
        else:
            store.clear_graph(graph)
            add_many(store, rest)
            return
    for triple in triples:
        store.remove(in_graph(triple, graph))
