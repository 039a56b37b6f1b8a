"""Limits of what goes between stores, and between the servers of one graph."""

from dataclasses import dataclass
from typing import Final

from graph.limits.limit import Section, limit

_REPLICAS: Final = Section.REPLICAS


@dataclass(frozen=True, kw_only=True)
class ReplicaLimits:
    """Limits of what goes between stores, and between the servers of one graph."""

    version_files: int = limit(
        _REPLICAS, 20_000, "Files that a version may have that is brought from one store to another."
    )
