"""Try to knock a server over: `python -m tests.abuse [ATTACK ...] [--tenth]`; all attacks unless some are named.

Each runs against a server of its own over a made graph, beside a probe that asks small queries and pages of things one
at a time. Printed are the answers by status, the probe's times, the memory of the service and of the workers, which
processes were replaced, and what was left afterwards; 1 is returned where something was wrong that must not be. Times
are printed and not judged: a machine may have other things to do.
"""

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path

from tests.abuse.attacks import ATTACKS
from tests.abuse.queries import NASTY
from tests.abuse.run import PROBE_P99, SERVICE_MB, attack
from tests.abuse.service import Service, make_store

TRIPLES = 100_000


def main() -> int:
    """Run the attacks that were named."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.abuse",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="ATTACK", help=f"one of: {', '.join(ATTACKS)}")
    parser.add_argument("--tenth", action="store_true", help="a tenth of the clients and of the time")
    parser.add_argument("--seed", type=int, help="what is left to chance, as printed by an earlier run")
    given = parser.parse_args()
    seed = random.randrange(1 << 32) if given.seed is None else given.seed
    if unknown := set(given.names) - set(ATTACKS):
        parser.error(f"no attack {', '.join(sorted(unknown))}; there are {', '.join(ATTACKS)}")
    print(
        f"goals: service under {SERVICE_MB} MB, the probe's p99 under {PROBE_P99 * 1000:.0f} ms, no restart"
    )
    print(f"seed {seed}; {len(NASTY)} nasty queries")
    failed = []
    with tempfile.TemporaryDirectory(prefix="huunghi-abuse-") as folder:
        root = Path(folder)
        make_store(root, triples=TRIPLES)
        for name in given.names or ATTACKS:
            load = os.getloadavg()[0]
            print(f"\n{name} (load average before {load:.1f})\n  {ATTACKS[name].does}", flush=True)
            service = Service(root, query_timeout=10.0, query_memory_mb=300)
            try:
                report = attack(service, ATTACKS[name], scale=0.1 if given.tenth else 1.0, seed=seed)
            finally:
                service.stop()
            print(report.lines(), flush=True)
            if report.faults:
                failed.append(name)
    for name in failed:
        print(f"{name}: failed", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
