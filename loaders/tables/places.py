"""Find where a printed form stands in its source's text, so that nobody counts characters.

The text is one of the folder of texts, or one that the store has kept of the source. A form that stands at several
places is kept without one; one that does not stand there at all is a problem.
"""

from pathlib import Path
from typing import Final

from graph.errors import InputError
from loaders.tables.known import Known
from loaders.tables.lines import Content, Line
from ontology.iris import ID

_SHOWN: Final = 5


def find_places(content: Content, known: Known, texts: Path | None) -> None:
    """Fill in `start` and `end` of rows that give `printed` and no place, where the text is known."""
    held: dict[str, str | None] = {}
    several = 0
    for line in content.all():
        cells = line.cells
        printed = cells.get("printed")
        if printed is None or "end" in cells or "sha256" in cells:
            continue
        source = cells.get("source", "")
        if source not in held:
            held[source] = _text(content, known, texts, source)
        text = held[source]
        if text is None:
            continue
        start = cells.get("start", "")
        found = [int(start)] if start.isdigit() else _places(text, printed)
        if len(found) == 1:
            cells["start"], cells["end"] = str(found[0]), str(found[0] + len(printed))
        elif not found:
            content.problems.append(line.problem("printed", _not_there(text, printed, source)))
        else:
            several += 1
            if several <= _SHOWN:
                content.notes.append(_several(line, printed, found))
    if several > _SHOWN:
        content.notes.append(
            f"{several - _SHOWN} more printed forms stand at several places and are kept without one"
        )


def _text(content: Content, known: Known, texts: Path | None, source: str) -> str | None:
    name = content.files.get(source)
    path = texts / name if texts and name else None
    if path and path.is_file():
        try:
            with path.open(encoding="utf-8", newline="") as file:
                return file.read()
        except UnicodeDecodeError as error:
            raise InputError(
                f"The text {path} is not UTF-8 (byte {error.start}).", hint="Save it as UTF-8."
            ) from error
    return known.text_of(f"{ID}source/{source}")


def _places(text: str, printed: str) -> list[int]:
    found: list[int] = []
    at = text.find(printed)
    while at >= 0 and len(found) < 100:
        found.append(at)
        at = text.find(printed, at + 1)
    return found


def _not_there(text: str, printed: str, source: str) -> str:
    at = text.casefold().find(printed.casefold())
    if at >= 0 and len(text.casefold()) == len(text):
        near = text[at : at + len(printed)]
        return f"the text of {source} has {near!r} at {at}, with other letters; write it as it stands there"
    return f"{printed!r} does not stand in the text of {source}; write what stands there, letter by letter"


def _several(line: Line, printed: str, found: list[int]) -> str:
    places = ", ".join(map(str, found[:_SHOWN])) + (" ..." if len(found) > _SHOWN else "")
    return (
        f"{line.file}:{line.number}:printed: {printed!r} stands at {places}; kept without a place: "
        "to give it one, write more of the words, or the right number in a column start"
    )
