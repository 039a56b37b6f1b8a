"""Modules import each other one way: `make check` holds the layers, this test that there is no circle."""

from graphlib import TopologicalSorter

import grimp

PACKAGES = ("ontology", "graph", "loaders", "queries", "web")


def test_no_modules_import_each_other() -> None:
    """An order in which every module could be imported after those that it imports."""
    found = grimp.build_graph(*PACKAGES, cache_dir=None)
    imports = {module: found.find_modules_directly_imported_by(module) for module in found.modules}
    assert len(imports) > 250
    assert len(tuple(TopologicalSorter(imports).static_order())) == len(imports)
