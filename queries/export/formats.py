"""The formats in which records are written for other programs."""

from enum import StrEnum


class Format(StrEnum):
    """A format; the value is its suffix in addresses and its name on the command line."""

    CSV = "csv"
    JSON = "json"
    GRAPHML = "graphml"

    @property
    def content_type(self) -> str:
        """The media type, with the encoding where one is to be named."""
        return {
            Format.CSV: "text/csv; charset=utf-8",
            Format.JSON: "application/json",
            Format.GRAPHML: "application/graphml+xml",
        }[self]

    @property
    def media_type(self) -> str:
        """The media type alone."""
        return self.content_type.partition(";")[0]
