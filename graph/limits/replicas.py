"""Limits of what goes between stores, and between the servers of one graph."""

from dataclasses import dataclass
from typing import Final

from graph.limits.limit import MB, Section, Unit, limit

_REPLICAS: Final = Section.REPLICAS


@dataclass(frozen=True, kw_only=True)
class ReplicaLimits:
    """Limits of what goes between stores, and between the servers of one graph."""

    version_files: int = limit(
        _REPLICAS, 20_000, "Files that a version may have that is brought from one store to another."
    )
    version_wait_seconds: float = limit(
        _REPLICAS, 25.0, "Time that a replica's question for a newer version may wait for one.", Unit.SECONDS
    )
    version_waits: int = limit(
        _REPLICAS, 64, "Such questions that wait in one web process; more are answered at once."
    )
    sent_part_bytes: int = limit(
        _REPLICAS, 8 * MB, "Size of a part of a file that is sent to another server.", Unit.BYTES
    )
    object_store_poll_seconds: float = limit(
        _REPLICAS,
        1.0,
        "Time after which a replica looks again whether a store in a bucket has something newer.",
        Unit.SECONDS,
    )
    behind_wait_seconds: float = limit(
        _REPLICAS,
        2.0,
        "Time that a replica waits for a version that its client has seen already.",
        Unit.SECONDS,
    )
