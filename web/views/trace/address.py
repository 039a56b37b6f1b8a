"""The addresses of a trace: the same with something changed, and the downloads beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from queries.export.formats import Format
from queries.read.trace import FAR, TraceParams, View
from web.page_context import Alternate
from web.urls import Links


@dataclass(frozen=True)
class TraceAddress:
    """The address of one page of a trace: `path` with its parameters."""

    path: str
    params: TraceParams
    links: Links

    def link(self, changed: Mapping[str, object]) -> str:
        """Return the link to the same trace with some parameters changed."""
        return self.links.page(self.path, **self._parameters(changed))

    def page(self, number: int) -> str:
        """Return the link to another page of the part."""
        return self.link({"page": number})

    def next_part(self) -> str:
        """Return the link to the next part."""
        return self.link({"page": None, "part": self.params.part + 1})

    def unfiltered(self) -> str:
        """Return the link to the trace without any choice."""
        years = ("from", "to") if self.params.scope.thing else ()
        return self.link({**dict.fromkeys((*self.params.filter.chosen, *years)), "page": None})

    def with_successors(self, *, wanted: bool) -> str:
        """Return the link to the trace with what the thing became and was made of, or without."""
        return self.link({"successors": 1 if wanted else None, "page": None, "part": None})

    def farther(self) -> str:
        """Return the link to the same trace, read as far as downloads are."""
        return self.link({"reach": "far", "part": self._far_part(), "page": None})

    def download(self, format_: Format, **changed: object) -> str:
        """Return the link to what a download holds of this: downloads always reach far."""
        whole = {"view": None, "page": None, "facet": None, "reach": None, "part": self._far_part()}
        return self.links.data(f"{self.path}.{format_}", **self._parameters({**whole, **changed}))

    def _far_part(self) -> int | None:
        """Return the number of the part that holds this one when a trace is read far; None for the first."""
        number = (self.params.part - 1) * self.params.limits.links // FAR.links + 1
        return number if number > 1 else None

    def _parameters(self, changed: Mapping[str, object]) -> dict[str, object]:
        params = self.params
        return {
            "from": params.scope.begin,
            "to": params.scope.finish,
            **{str(facet): value for facet, value in params.filter.chosen.items()},
            "view": params.view if params.view is not View.TABLE else None,
            "successors": 1 if params.successors else None,
            "reach": "far" if params.limits == FAR else None,
            "part": params.part if params.part > 1 else None,
            "page": params.page if params.page > 1 else None,
            "facet": params.filter.opened,
            **changed,
        }


def alternates(downloads: Sequence[tuple[Format, str]]) -> tuple[Alternate, ...]:
    """Return the downloads of a page as its alternates."""
    return tuple(Alternate(href, format_.media_type, format_) for format_, href in downloads)
