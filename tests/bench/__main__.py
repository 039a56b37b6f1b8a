"""Measure against named baselines: `python -m tests.bench [NAME ...] [--smoke]`; all of them unless some are named.

Each benchmark compares outputs first and time second, and prints the machine, the data and the ratio to a baseline
that ran in the same run. `--smoke` runs it on little data, to see that it still works; its figures mean nothing.
"""

import argparse
import importlib
import os
import platform
import sys
from pathlib import Path
from typing import Any


def main() -> int:
    """Run the benchmarks that were named; return 1 where one found outputs that differ."""
    here = Path(__file__).parent
    # What has a `run` is a benchmark; the other modules here make its data or drive its load.
    names = sorted(p.stem for p in here.glob("[a-z]*.py") if "\ndef run(" in p.read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(names)}")
    parser.add_argument("--smoke", action="store_true", help="run on little data; the figures mean nothing")
    parser.add_argument("--triples", type=int, help="size of the made graph (default 5,000,000)")
    parser.add_argument("--sizes", type=_sizes, help="growth: millions of triples, such as 0.5,5,50")
    parser.add_argument(
        "--keep", metavar="PREFIX", help="growth: keep the stores in PREFIX-SIZE, or use those there"
    )
    given = parser.parse_args()
    if unknown := set(given.names) - set(names):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    triples = given.triples or (20_000 if given.smoke else 5_000_000)
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {triples:,} triples"
    )
    growth = {"sizes": given.sizes or (), "keep": given.keep}
    failed = [
        name
        for name in given.names or names
        if not _run(name, triples, given.smoke, growth if name == "growth" else {})
    ]
    for name in failed:
        print(f"{name}: failed", file=sys.stderr)
    return 1 if failed else 0


def _sizes(text: str) -> tuple[float, ...]:
    return tuple(map(float, text.split(",")))


def _run(name: str, triples: int, smoke: bool, more: dict[str, Any]) -> bool:
    print(f"\n== {name}", flush=True)
    return bool(importlib.import_module(f"tests.bench.{name}").run(triples=triples, smoke=smoke, **more))


if __name__ == "__main__":
    sys.exit(main())
