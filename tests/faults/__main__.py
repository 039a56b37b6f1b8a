"""Damage a store part by part, fill its disk, take its writes away, kill what writes: `python -m tests.faults`.

Prints a table: what was done, what was lost, what pages, endpoints, `/readyz` and the command line said, and how it was
recovered; then, for each kind of act that was killed, how often and what was lost. Returns 1 where something was lost
that was acknowledged or published, or was said otherwise than it must be. `--smoke` is a look, for every change.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from graph.store.versions import VersionStore
from loaders.tables.load import load_tables
from tests.faults.damage import Outcome, damaged, make_pristine
from tests.faults.disk import NoMountsError, run_all
from tests.faults.kills import HEAD, Killing
from tests.faults.parts import PARTS
from tests.faults.pulls import PullKilling

KINDS = ("kills", "pulls", "pulls-by-http", "damage", "disk")
FORKING = {"kills", "pulls", "pulls-by-http"}
SMOKE = {"data: the engine's list cut"}
NOT_TRIED = "disk: not tried, for nothing can be mounted here"
DATA = Path(__file__).resolve().parents[2] / "data"


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; all unless named")
    parser.add_argument("--kills", type=int, default=1000, help="how many acts are killed (1000)")
    parser.add_argument("--minutes", type=float, help="kill no longer than this")
    parser.add_argument("--seed", type=int, default=20261130, help="of the moments at which they are")
    parser.add_argument(
        "--loaded", type=Path, help="a store with the tables of data/ (one is made unless given)"
    )
    parser.add_argument("--smoke", action="store_true", help="few damages and few kills")
    given = parser.parse_args()
    if unknown := set(given.kinds) - set(KINDS):
        parser.error(f"no kind {', '.join(sorted(unknown))}; there are {', '.join(KINDS)}")
    print(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores", flush=True)
    wrong: list[str] = []
    kinds = given.kinds or KINDS
    with tempfile.TemporaryDirectory(prefix="huunghi-faults-") as folder:
        if "kills" in kinds:  # first: it forks, and the engine's threads would not live on in a fork
            wrong += _killed(Path(folder), 12 if given.smoke else given.kills, given.seed, given.minutes)
        for kind in ("pulls", "pulls-by-http"):
            if kind in kinds:
                killing = PullKilling(Path(folder) / kind, seed=given.seed, by_http=kind == "pulls-by-http")
                with closing(killing):
                    kills = 6 if given.smoke else given.kills
                    wrong += _pulls_killed(killing, kills, given.seed, given.minutes)
        if set(kinds) - FORKING:
            wrong += _damaged(Path(folder), kinds, given.loaded, smoke=given.smoke)
    for one in wrong:
        print(f"WRONG: {one}", file=sys.stderr)
    return 1 if wrong else 0


def _killed(folder: Path, kills: int, seed: int, minutes: float | None) -> Iterator[str]:
    begun = time.monotonic()
    killing = Killing(folder, seed=seed)
    killing.run(kills, seconds=None if minutes is None else minutes * 60)
    left = killing.finish()
    print(f"\nkill -9 at random moments, seed {seed}\n{HEAD}")
    for row in killing.rows.values():
        print(row.text())
        yield from row.lost
    print(
        f"versions put aside that nobody was told of: {killing.aside()}; after a last repair and update left over: "
        f"{', '.join(left) or 'nothing'}; {time.monotonic() - begun:.0f} s",
        flush=True,
    )
    yield from left


def _pulls_killed(killing: PullKilling, kills: int, seed: int, minutes: float | None) -> Iterator[str]:
    begun = time.monotonic()
    killing.run(kills, seconds=None if minutes is None else minutes * 60)
    left = killing.finish()
    print(f"\nkill -9 at random moments of pulls, seed {seed}\n{HEAD}\n{killing.row.text()}")
    print(
        f"after a last pull left over: {', '.join(left) or 'nothing'}; {time.monotonic() - begun:.0f} s",
        flush=True,
    )
    yield from killing.row.lost
    yield from left


def _damaged(folder: Path, kinds: Sequence[str], loaded: Path | None, *, smoke: bool) -> Iterator[str]:
    if loaded is None:
        loaded = folder / "loaded"
        load_tables(VersionStore(loaded), DATA)
    pristine = make_pristine(loaded, folder / "pristine")
    texts = folder / "texts"
    texts.mkdir()

    def shown(outcome: Outcome) -> Iterator[str]:
        print(
            f"\n{outcome.name}\n  lost: {outcome.lost}\n  pages: {outcome.page}\n  endpoints: {outcome.endpoint}\n"
            f"  /readyz: {outcome.ready}\n  command line: {outcome.line or '-'}\n  recovered: {outcome.recovered}",
            flush=True,
        )
        yield from (f"{outcome.name}: {one}" for one in outcome.wrong)

    if "disk" in kinds:
        try:
            for outcome in run_all(pristine, texts=texts):
                yield from shown(outcome)
        except NoMountsError as error:
            print(f"\n{NOT_TRIED} ({error})")
    if "damage" in kinds:
        for part in PARTS:
            if not smoke or part.name in SMOKE:
                yield from shown(damaged(part, pristine, folder / "copy", texts=texts))


if __name__ == "__main__":
    sys.exit(main())
