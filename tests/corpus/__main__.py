"""Load made articles whose truth is known, and print what was merged or split wrongly.

    python -m tests.corpus [ARTICLES]          2,000 articles of 60 provinces, a fifth of them near-copies
    python -m tests.corpus 20000 --kills 3     the load is killed so often at random moments, and begun again

It fails where people, documents or events are wrong in more than 1 of 100, an article has a wrong root, or is not there
although the load ended well.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from graph.claims.materialise import claim_graphs
from graph.store.versions import VersionStore
from tests.corpus.make import corpus, write
from tests.corpus.measure import measure

ALLOWED = 0.01
SHOWN = 8


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=2000)
    parser.add_argument("--provinces", type=int, default=60)
    parser.add_argument("--kills", type=int, default=0, help="kill -9 the load at so many random moments")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--examples", action="store_true", help="show what was merged or split wrongly")
    asked = parser.parse_args()
    made = corpus(asked.articles, provinces=asked.provinces)
    copies = sum("c" in one.file.split(".")[0] for one in made)
    translations = sum(bool(one.original_url) for one in made)
    stories = len({one.story for one in made})
    print(
        f"{len(made):,} articles on {stories:,} events in {asked.provinces} provinces: "
        f"{copies:,} near-copies, {translations:,} translations"
    )
    with tempfile.TemporaryDirectory(prefix="huunghi-corpus-") as folder:
        write(made, Path(folder) / "articles")
        versions = VersionStore(Path(folder) / "store")
        for moment in _moments(asked.kills, asked.seed, len(made)):
            seconds, peak = _load(Path(folder), killed_after=moment)
            print(
                f"killed after {seconds:.0f} s: {_published(versions):,} articles published, peak memory {peak:,} MB",
                flush=True,
            )
        seconds, peak = _load(Path(folder))
        print(
            f"loaded in {seconds:.0f} s, peak memory {peak:,} MB, {_published(versions):,} articles published"
        )
        with versions.require_current().open() as opened:
            found = measure(opened.store, made)
    good = found.wrong_roots == 0 and found.sources == len(
        {one.text for one in made}
    )  # one text is one source
    print(f"\n{'':10}{'mentions':>10}{'open':>8}{'things':>8}{'wrong':>8}{'share':>9}")
    for kind, counts in found.kinds.items():
        good &= counts.share <= ALLOWED
        print(
            f"{kind:10}{counts.mentions:>10,}{counts.open:>8,}{counts.things:>8,}{len(counts.wrong):>8,}{counts.share:>9.2%}"
        )
        for example in counts.examples[:SHOWN] if asked.examples else ():
            print(f"           {example}")
    print(f"\nroots: {found.wrong_roots} of {found.sources:,} articles have a wrong one")
    print("within 1 of 100" if good else "NOT within 1 of 100")
    sys.exit(not good)


def _moments(kills: int, seed: int, articles: int) -> Iterator[float]:
    """Give so many numbers of seconds, each within the time that a load of these articles takes at least."""
    chosen = random.Random(seed)
    yield from (chosen.uniform(1, max(2, articles / 50)) for _ in range(kills))


def _load(folder: Path, *, killed_after: float | None = None) -> tuple[float, int]:
    """Load the articles by the command, to its end or until it is killed; return the seconds, and the peak memory (MB)
    of the process that publishes.
    """
    start = time.perf_counter()
    command = ["-c", "from huunghi import main; main()", "--store", str(folder / "store"), "load"]
    load = subprocess.Popen([sys.executable, *command, str(folder / "articles")], stdout=subprocess.DEVNULL)
    while True:
        pid, status, used = os.wait4(load.pid, os.WNOHANG)
        if pid:
            break
        if killed_after is not None and time.perf_counter() - start > killed_after:
            load.kill()
        time.sleep(0.1)
    load.returncode = os.waitstatus_to_exitcode(status)
    if load.returncode != 0 and killed_after is None:
        sys.exit(f"the load ended with {load.returncode}")
    return time.perf_counter() - start, used.ru_maxrss >> 10


def _published(versions: VersionStore) -> int:
    """Return how many sources the current version has claims of."""
    if not versions.numbers():
        return 0
    with versions.require_current().open() as opened:
        return sum("/graph/source/" in graph.value for graph in claim_graphs(opened.store))


if __name__ == "__main__":
    main()
