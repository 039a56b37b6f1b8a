"""Read the articles in a zip, each called by its path there; `reports.csv` beside them says what they do not.

What a zip holds is bounded in number, size, ratio and nesting, zips within zips together (`graph.limits`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from graph.errors import InputError
from loaders.articles.input.formats.found import Found, Inner, Results, TooMuch
from loaders.articles.input.formats.zips import members_of, open_zip, read_member
from loaders.articles.input.origins import Origin
from loaders.articles.input.side_car import BESIDE, SAID, SIDE_CAR, Row, is_of_a_page, rows_of


def read(name: str, content: bytes, inner: Inner) -> Results:
    """Yield the articles of the files in a zip; `inner` reads one of them."""
    packed = open_zip(name, content)
    members = sorted(members_of(packed))
    lists: dict[str, Mapping[str, Row]] = {}
    pages = {str(PurePosixPath(m).with_suffix("")) for m in members if m.lower().endswith((".html", ".htm"))}
    for member in members:
        path = PurePosixPath(member)
        folder = str(path.parent)
        if _is_left_out(path, pages):
            continue
        called = f"{name}!{member}"
        try:
            if folder not in lists:
                lists[folder] = _list_of(called, folder, packed, members)
            unpacked = read_member(called, packed, member)
            if not unpacked.strip():
                raise InputError(f"{called}: the file is empty")
            yield from _described(inner(called, unpacked), member, lists[folder].get(path.name))
        except TooMuch:
            raise
        except InputError as error:
            yield error


def _list_of(called: str, folder: str, packed, members: list[str]) -> Mapping[str, Row]:  # type: ignore[no-untyped-def]
    place = SIDE_CAR if folder == "." else f"{folder}/{SIDE_CAR}"
    return rows_of(read_member(called, packed, place), place) if place in members else {}


def _described(results: Results, member: str, row: Row | None) -> Iterator[Found | InputError]:
    """Call what is found by its place in the zip, and add what the list beside it says."""
    for found in results:
        if isinstance(found, InputError):
            yield found
            continue
        said = (
            {key: value for key, value in row.said.items() if key in SAID} if row and not found.part else {}
        )
        yield replace(
            found,
            part=f"!{member}{found.part}",
            fields={**found.fields, **said},
            origins={**found.origins, **dict.fromkeys(said, Origin.LIST)},
        )


def _is_left_out(path: PurePosixPath, pages: set[str]) -> bool:
    """Whether a file is none of the articles: hidden, beside them, or a part of a page that a browser saved."""
    if path.name == SIDE_CAR or path.stem.upper() in BESIDE or any(p.startswith(".") for p in path.parts):
        return True
    return any(is_of_a_page(str(folder), pages) for folder in path.parents)
