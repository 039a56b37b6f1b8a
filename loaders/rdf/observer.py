"""Who is told how far a load of RDF files is."""


class Observer:
    """What a load tells of itself while it runs; this one keeps none of it, others override what they want to know."""

    def read(self, size: int) -> None:
        """So many bytes more of the files were read."""

    def stated(self, count: int) -> None:
        """So many statements more were taken."""

    def step(self, name: str) -> None:
        """A step begins, by the name that it has in the report; `write` is the rest of a load, when all is read."""

    def indexed(self, names: int, total: int) -> None:
        """So many of all names were written into the index."""
