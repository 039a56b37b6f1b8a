"""A year of daily updates under a rule of retention: what a version costs, and how large the store is at the end.

Days are told to the store, whose versions are then dated as if a year had passed. What each kept version holds is
compared with what was published on its day. The baselines are a store that keeps everything, and one that keeps the
newest five.
"""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from graph.engine.functions import FUNCTIONS
from graph.search import index_lifecycle as indexes
from graph.statistics import lifecycle as statistics
from graph.store.retention import Retention
from graph.store.versions import VersionStore
from graph.store.working_copy import WorkingCopy
from loaders.tables.load import load_tables
from queries.sparql.update import run_update
from tests.bench.growth_store import bytes_of
from tests.bench.made_pages import TABLES

RULE: Final = Retention(last=5, daily=7, weekly=5, monthly=12, yearly=10)
EVERYTHING: Final = Retention(last=10**6)
DAYS: Final = 365
BEGIN: Final = datetime(2026, 1, 1, 6, tzinfo=UTC)
UPDATE: Final = """
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX schema: <https://schema.org/>
    DELETE DATA {{ <http://example.org/today> schema:startDate "{before}" }} ;
    INSERT DATA {{
        <http://example.org/today> schema:startDate "{day}" .
        <http://example.org/event/{day}> a schema:Event ; schema:startDate "{day}" ;
            skos:prefLabel "Event of {day}"@en ; schema:location <https://w3id.org/huunghi/id/place/nghe-an> .
    }}"""
SMALL: Final = "INSERT DATA { <http://example.org/a> a <http://example.org/Thing> }"
EVENTS: Final = (
    "SELECT (COUNT(*) AS ?n) { ?event <https://schema.org/startDate> ?day FILTER isLiteral(?day) }"
)


def run(*, triples: int, smoke: bool) -> bool:
    """Publish a version a day by each rule, compare, print; return whether every kept version holds what it did."""
    del triples
    days = 12 if smoke else DAYS
    with tempfile.TemporaryDirectory(prefix="bench-retention-") as folder:
        root = Path(folder)
        first = VersionStore(root / "first", clock=lambda: BEGIN)
        if smoke:
            with first.change(note="the first") as change:
                change.store.update(SMALL)
        else:
            load_tables(first, TABLES)
        begun = bytes_of(first.folder)
        what = "one statement" if smoke else "the five reports"
        print(f"{what}, and an update a day for {days} days; at the beginning {begun / 1e6:.1f} MB")
        same = True
        for name, rule in (
            ("everything", EVERYTHING),
            ("the newest five", Retention()),
            (str(RULE), RULE),
        ):
            store, added, right = _year(first.root, root / "store", rule, days)
            size, kept = bytes_of(store.folder), store.numbers()
            shutil.rmtree(store.root)
            same = same and right
            print(
                f"{name}: {len(kept)} versions, {size / 1e6:.1f} MB ({size / begun:.2f} times the beginning); "
                f"a version {median(added) / 1e3:.0f} kB, at most {max(added) / 1e3:.0f} kB"
            )
    print(f"kept versions hold what they held when they were published: {'yes' if same else 'NO'}")
    return same


def _year(first: Path, root: Path, rule: Retention, days: int) -> tuple[VersionStore, list[int], bool]:
    """Publish a version a day; return the store, the bytes that each version added, and whether the kept ones are as
    they were.
    """
    shutil.copytree(first, root, symlinks=True)
    now = [BEGIN]
    store, working = VersionStore(root, clock=lambda: now[0]), WorkingCopy()
    rule.write(root)
    held: dict[int, int] = {}
    added: list[int] = []
    for _ in range(days):
        before, now[0] = now[0], now[0] + timedelta(days=1)
        text = UPDATE.format(before=f"{before:%Y-%m-%d}", day=f"{now[0]:%Y-%m-%d}")
        with store.change(note="update", working=working) as change:
            run_update(change.store, text, functions=FUNCTIONS)
            indexes.write_change_for(change)
            statistics.follow(change)
        version = store.require_current()
        held[version.number] = _events(store, version.number)
        parent = {file.stat().st_ino for file in store.path_of(version.number - 1).rglob("*")}
        added.append(
            sum(
                file.stat().st_blocks * 512
                for file in version.path.rglob("*")
                if file.is_file() and file.stat().st_ino not in parent
            )
        )
    working.discard()
    right = all(_events(store, number) == held[number] for number in store.numbers() if number in held)
    return store, added, right


def _events(store: VersionStore, number: int) -> int:
    with store.get(number).open() as opened:
        return int(next(iter(opened.store.query(EVENTS)))[0].value)  # type: ignore[arg-type, union-attr, index]
