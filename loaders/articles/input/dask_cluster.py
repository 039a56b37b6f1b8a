"""Read articles on the machines of a Dask cluster: the executor of a scheduler that runs somewhere.

Dask is installed only by those who want it. Its workers have this package, and see the files under the paths that they
have here; each reads in a process of its own below it, so that the time limit holds there as it does here.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from graph.errors import InputError
from loaders.articles.input.worker_pool import Submits

_CONNECT_SECONDS: Final = 10
_WITH_PORT: Final = re.compile(r"[^/\s]:[0-9]{1,5}/?$")


@dataclass(frozen=True)
class Cluster:
    """The executor of a cluster, and how many tasks its workers do at the same time."""

    executor: Submits
    workers: int


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """Connect to the scheduler at an address, such as `tcp://10.0.0.7:8786`, as long as the block runs.

    Raises InputError where Dask is missing, nothing answers there, or the scheduler has no workers.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - optional, and takes a second to load
    except ImportError as error:
        raise InputError(
            "Reading on a Dask cluster needs Dask, which is not installed here.",
            hint="In the environment of huunghi: python -m pip install distributed (the group huunghi[dask]).",
        ) from error
    if not _WITH_PORT.search(
        address
    ):  # a client made with it would wait for its own end, and print a traceback
        raise InputError(
            f"{address!r} is no address of a Dask scheduler.",
            hint="Give it with its port, as `dask scheduler` prints it: tcp://10.0.0.7:8786.",
        )
    connect: Any = Client  # which has types for some of its methods only
    logging.getLogger("distributed").setLevel(logging.ERROR)  # it tells of each connection
    try:
        client = connect(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, RuntimeError, TypeError) as error:
        said = " ".join(str(error).split())[:200]
        raise InputError(
            f"No Dask scheduler answers at {address!r}: {said}",
            hint="Start one with `dask scheduler`, workers with `dask worker ADDRESS`, and give the ADDRESS it prints.",
        ) from error
    with client:
        workers = sum(client.nthreads().values())
        if not workers:
            raise InputError(
                f"The Dask scheduler at {address} has no workers.", hint=f"Start some: dask worker {address}"
            )
        yield Cluster(client.get_executor(pure=False), workers)
