"""What the address of a trace asks for: a thing or some years, narrowed in some way, in some view, a part at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graph.errors import InputError
from graph.limits import LIMITS
from web.errors import told
from web.languages import N_
from web.tracing.acts import FAR, NEAR, Reach, Scope
from web.tracing.facets import TITLES, Narrowing

VIEWS: Final = {
    "passages": N_("With passages"),
    "table": N_("Table"),
    "drawing": N_("Drawing"),
    "languages": N_("Side by side"),
}
KNOWN: Final = frozenset({"view", "page", "part", "reach", "facet", "from", "to", "lang", "version", *TITLES})


@dataclass(frozen=True)
class Asked:
    """What an address asks for, checked."""

    path: str
    scope: Scope
    narrowing: Narrowing
    view: str
    page: int
    part: int
    reach: Reach
    ignored: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: str, thing: str, given: Mapping[str, str]) -> "Asked":
        """Read an address. Raises InputError for what cannot be meant."""
        years = [given.get(name, "").strip() for name in ("from", "to")] if not thing else ["", ""]
        for year in years:
            if year and not (len(year) == 4 and year.isascii() and year.isdigit()):
                raise told(
                    InputError,
                    N_("“%(text)s” is no year."),
                    N_("Give years of four digits: /trace?from=2024&to=2025"),
                    text=year[:40],
                )
        view = given.get("view") or "passages"
        if view not in VIEWS:
            raise told(
                InputError,
                N_("There is no view called “%(name)s”."),
                N_("The views: %(views)s."),
                name=view[:40],
                views=", ".join(VIEWS),
            )
        numbers = [_number(name, given.get(name) or "1") for name in ("page", "part")]
        reach = FAR if given.get("reach") == "far" else NEAR
        ignored = tuple(sorted(name[:40] for name in given if name not in KNOWN)[:5])
        return cls(
            path, Scope(thing, *years), Narrowing.of(given), view, numbers[0], numbers[1], reach, ignored
        )

    def parameters(self, changed: Mapping[str, object]) -> dict[str, object]:
        """Return the parameters of the same trace with something changed."""
        return {
            "from": self.scope.begin,
            "to": self.scope.finish,
            **self.narrowing.chosen,
            "view": self.view if self.view != "passages" else None,
            "reach": "far" if self.reach == FAR else None,
            "part": self.part if self.part > 1 else None,
            "page": self.page if self.page > 1 else None,
            "facet": self.narrowing.opened,
            **changed,
        }


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= LIMITS.trace_page_number):
        raise told(
            InputError,
            N_("%(name)s=%(text)s is no page."),
            N_("Pages are numbered from 1."),
            name=name,
            text=text[:40],
        )
    return int(text[:6])
