"""In the place of fastembed, which sparql-llm imports to download a language model; its loaders use none."""


class TextEmbedding:
    """Takes what a model would be made of, and is none."""

    def __init__(self, *_: object, **__: object) -> None:
        """Make nothing."""
