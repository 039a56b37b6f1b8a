"""How drawings look as pictures: the rules of the sheets for drawings, with the properties of the light scheme in place
of their names. Only files of the project are read here.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

_STATIC: Final = Path(__file__).resolve().parent / "static"
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_LEFT_OUT: Final = re.compile(r"/\*.*?\*/|@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.DOTALL)
"""Comments, and rules for some windows: a picture has one size."""
_PROPERTY: Final = re.compile(r"(--[a-z0-9-]+):\s*([^;]+);")
_REM: Final = re.compile(r"([0-9.]+)rem")
_VARIABLE: Final = re.compile(r"var\((--[a-z0-9-]+)\)")


@cache
def style() -> str:
    """Return the rules for drawings with the properties of the light scheme in place of their names."""
    sheet = _LEFT_OUT.sub("", (_STATIC / "drawings.css").read_text("utf-8"))
    values = properties()
    rules = [
        f"{selector.strip()}{{{_in_pixels(_VARIABLE.sub(lambda name: values[name[1]], body)).strip()}}}"
        for selector, body in _RULE.findall(sheet)
        if selector.strip().startswith(".axis") and ":" not in selector
    ]
    sans = values["--sans"]
    return "".join(
        (
            *rules,
            f".caption{{font-family:{sans};font-weight:600;fill:{values['--ink']}}}",
            f".reference{{font-family:{sans};fill:{values['--soft']}}}",
        )
    )


def _in_pixels(body: str) -> str:
    """Return rules in pixels: a picture has no root whose size of type another unit could mean."""
    return _REM.sub(lambda found: f"{float(found[1]) * 16:g}px", body)


@cache
def properties() -> dict[str, str]:
    """Return the custom properties of the light scheme: name -> value."""
    sheet = (_STATIC / "style.css").read_text("utf-8")
    return dict(_PROPERTY.findall(sheet[: sheet.index("@media")]))
