"""In the place of qdrant-client, which sparql-llm imports to open a database of vectors; its loaders use none."""


class QdrantClient:
    """Takes where a database would be, and opens none."""

    def __init__(self, *_: object, **__: object) -> None:
        """Make nothing."""
