"""The patterns of references without a document number, compiled from `data/patterns.yaml`."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from loaders.articles.citations.dates import read_yaml
from loaders.articles.citations.document import ordinal, ordinal_form, vietnamese_ordinals


@dataclass(frozen=True)
class Pattern:
    """One pattern: read after the type word, before it, (around) both, or anywhere that its hint stands in
    the text."""

    name: str
    kind: Literal["congress", "plenum", "term", "campaign", "class", "plan"]
    where: Literal["after", "before", "around", "anywhere"]
    compiled: re.Pattern[str]
    before: re.Pattern[str] | None
    hint: str


_AND = r"(?:[,;] ?(?:and |va |и |et )?| and | va | и | et )"
_OFFICE = r"(?:khoa|nhiem ky|terms?|tenures?|mandate?s?|созыв\w?|семестр\w?)"
"""The word for a term of office, which may stand beside each of several: "khóa XI, khóa XII"."""


def _expand(pattern: str) -> str:
    term = rf"{ordinal_form()}(?:(?: {_OFFICE})?{_AND}(?:{_OFFICE} )?{ordinal_form()}){{0,4}}"
    some = r"(?:[^\W\d_][\w'-]{0,20} )"
    pattern = pattern.replace("{{", "\x00").replace("}}", "\x01")
    pattern = pattern.replace("{ord}", f"(?P<ordinal>{ordinal_form()})")
    # No term of office has had more than fifteen plenums; beyond that the number is a document's.
    pattern = pattern.replace("{num}", r"(?P<ordinal>(?:1[0-5]|0?[1-9])(?!\d)|[ivx]{1,5}(?![^\W_]))")
    # In Vietnamese a word is a number only after "lần thứ": "Trung ương sau" is no sixth, "về" no V with an ending.
    spelt = "|".join(vietnamese_ordinals())
    pattern = pattern.replace(
        "{vi}",
        rf"(?P<ordinal>(?:\d{{1,2}}(?!\d)|[ivxl]{{1,7}}|(?<=lan thu )(?:{spelt}))(?![^\W_]))",
    )
    pattern = re.sub(r"\{terms(\d?)\}", lambda m: f"(?P<terms{m[1]}>{term})", pattern)
    pattern = pattern.replace("{some5}", some + "{0,7}").replace("{some}", some + "{0,4}")
    return pattern.replace("\x00", "{").replace("\x01", "}")


@cache
def patterns(kind: str, where: str) -> tuple[Pattern, ...]:
    """Return the patterns of a kind and place, in the order of the file."""
    return tuple(
        Pattern(
            entry["name"],
            entry["kind"],
            entry["where"],
            re.compile(_expand(entry["pattern"])),
            re.compile(_expand(entry["before"])) if "before" in entry else None,
            entry.get("hint", ""),
        )
        for entry in read_yaml("patterns.yaml")
        if entry["kind"] == kind and entry["where"] == where
    )


def terms_of(match: re.Match[str]) -> tuple[int, ...]:
    """Return the terms of office that a match names."""
    found: list[int] = []
    for name, text in match.groupdict().items():
        if name.startswith("terms") and text:
            for part in re.split(_AND, text):
                number = ordinal(re.sub(rf"^{_OFFICE} | {_OFFICE}$", "", part))
                if number and number not in found:
                    found.append(number)
    return tuple(found)
