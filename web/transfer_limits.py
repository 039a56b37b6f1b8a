"""What clients may take of the service, as numbers: for the server, the guard of requests, the watch of connections."""

from dataclasses import dataclass

from graph.limits import LIMITS


@dataclass(frozen=True, kw_only=True)
class TransferLimits:
    """What clients may take. Seconds and bytes; `held_bytes` and its like are for many requests together."""

    head_bytes: int = LIMITS.header_bytes
    body_seconds: float = LIMITS.body_seconds
    refused_body_seconds: float = LIMITS.refused_body_seconds
    stalled_seconds: float = LIMITS.stalled_seconds
    held_bytes: int = LIMITS.held_bytes
    held_bytes_of_client: int = LIMITS.held_bytes_of_client
    held_bytes_with_token: int = LIMITS.held_bytes_with_token
    page_seconds: float = LIMITS.page_seconds
    whole_bytes: int = LIMITS.http10_answer_bytes
    connections: int = LIMITS.connections
    connections_of_client: int = LIMITS.connections_of_client
    head_seconds: int = LIMITS.head_seconds
